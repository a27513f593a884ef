import { PageFrame } from '../../shell/page-frame.tsx';
import { useWords } from '../../shell/words.tsx';

export function DevicePage() {
  const { say } = useWords();
  return <PageFrame title={say('devices.title')} />;
}
