import { Paragraph } from '@digdir/designsystemet-react';
import { Section } from '../../parts/section.tsx';
import { useWords } from '../../shell/words.tsx';

/** How a backup is made; it is made on the server, not here. */
export function Backup() {
  const { say } = useWords();
  return (
    <>
      <Paragraph>{say('settings.backup.lead')}</Paragraph>
      <Section title={say('settings.backup.make')}>
        <code className="secret">
          portvakt server backup /backup/portvakt --data /var/lib/portvakt-server
        </code>
      </Section>
      <Section title={say('settings.backup.restore')}>
        <code className="secret">
          portvakt server restore /backup/portvakt --data /var/lib/portvakt-server
        </code>
      </Section>
      <Section title={say('settings.backup.restored')}>
        <Paragraph>{say('settings.backup.restored.why')}</Paragraph>
        <code className="secret">node src/server/main.ts --data /var/lib/portvakt-server --restored</code>
      </Section>
    </>
  );
}
