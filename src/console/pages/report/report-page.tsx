import { PageFrame } from '../../shell/page-frame.tsx';
import { useWords } from '../../shell/words.tsx';

export function ReportPage() {
  const { say } = useWords();
  return <PageFrame title={say('report.title')} />;
}
