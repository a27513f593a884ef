import { PageFrame } from '../../shell/page-frame.tsx';
import { useWords } from '../../shell/words.tsx';

export function EditorPage() {
  const { say } = useWords();
  return <PageFrame title={say('bans.title')} />;
}
