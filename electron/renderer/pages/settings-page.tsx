import { Paragraph } from '@digdir/designsystemet-react';
import { LanguageChoice } from '../settings/language-choice.tsx';
import { ThemeChoice } from '../settings/theme-choice.tsx';
import { FaultMessage } from '../parts/fault-message.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { useTray } from '../tray-context.ts';
import { useVerb } from '../use-verb.ts';

/** The person's own choices. They take effect at once and stay on this PC. */
export function SettingsPage() {
  const { state, say, bridge } = useTray();
  const { fault, run } = useVerb();
  return (
    <>
      <PageHeading>{say('settings.heading')}</PageHeading>
      <ThemeChoice onChoose={(theme) => run(() => bridge.choose({ theme }))} />
      <LanguageChoice onChoose={(language) => run(() => bridge.choose({ language }))} />
      <FaultMessage fault={fault} />
      <Paragraph className="quiet">{say('settings.kept-here')}</Paragraph>
      <Paragraph className="quiet">{say('settings.version', { version: state.appVersion })}</Paragraph>
    </>
  );
}
