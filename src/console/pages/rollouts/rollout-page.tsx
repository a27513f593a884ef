import { PageFrame } from '../../shell/page-frame.tsx';
import { useWords } from '../../shell/words.tsx';

export function RolloutPage() {
  const { say } = useWords();
  return <PageFrame title={say('rollouts.title')} />;
}
