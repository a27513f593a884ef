import { PageFrame } from '../../shell/page-frame.tsx';
import { useWords } from '../../shell/words.tsx';

export function DraftPage() {
  const { say } = useWords();
  return <PageFrame title={say('drafts.title')} />;
}
