import { PageFrame } from '../../shell/page-frame.tsx';
import { useWords } from '../../shell/words.tsx';

export function PackPage() {
  const { say } = useWords();
  return <PageFrame title={say('packs.title')} />;
}
