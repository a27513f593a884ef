import { PageFrame } from '../../shell/page-frame.tsx';
import { useWords } from '../../shell/words.tsx';

export function OverviewPage() {
  const { say } = useWords();
  return <PageFrame title={say('overview.title')} />;
}
