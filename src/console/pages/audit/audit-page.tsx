import { PageFrame } from '../../shell/page-frame.tsx';
import { useWords } from '../../shell/words.tsx';

export function AuditPage() {
  const { say } = useWords();
  return <PageFrame title={say('audit.title')} />;
}
