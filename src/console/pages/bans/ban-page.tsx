import { PageFrame } from '../../shell/page-frame.tsx';
import { useWords } from '../../shell/words.tsx';

export function BanPage() {
  const { say } = useWords();
  return <PageFrame title={say('bans.title')} />;
}
