import { PageFrame } from '../../shell/page-frame.tsx';
import { useWords } from '../../shell/words.tsx';

export function SettingsPage() {
  const { say } = useWords();
  return <PageFrame title={say('settings.title')} />;
}
