import { PageFrame } from '../../shell/page-frame.tsx';
import { useWords } from '../../shell/words.tsx';

export function ExemptionsPage() {
  const { say } = useWords();
  return <PageFrame title={say('exemptions.title')} />;
}
