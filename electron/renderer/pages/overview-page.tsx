import { Button, Paragraph } from '@digdir/designsystemet-react';
import { stateWords } from '#locales/status-words.ts';
import { splitNotices } from '../model/new-notices.ts';
import { BanCard } from '../overview/ban-card.tsx';
import { Hint } from '../overview/hint.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { Section } from '../parts/section.tsx';
import { useTray } from '../tray-context.ts';

/** What applies on this PC now, and whether it wants anything of the person. */
export function OverviewPage() {
  const { state, say, go } = useTray();
  const { status, notices } = state;
  const waiting = splitNotices(notices, Date.now()).fresh.length;
  return (
    <>
      <PageHeading>{say('overview.heading')}</PageHeading>
      {status !== undefined && <Paragraph className="lead">{stateWords(state, status)}</Paragraph>}
      {waiting > 0 ? (
        <div className="buttons">
          <Button onClick={() => go({ page: 'notices' })}>{say('menu.notices', { count: waiting })}</Button>
        </div>
      ) : (
        status !== undefined && <Paragraph>{say('overview.nothing-for-you')}</Paragraph>
      )}
      {status !== undefined && status.bans.length === 0 && <Paragraph>{say('overview.nothing')}</Paragraph>}
      {status !== undefined && status.bans.length > 0 && (
        <Section title={say('overview.rules.heading')}>
          {status.bans.map((ban) => (
            <BanCard key={ban.ban} status={status} ban={ban} />
          ))}
        </Section>
      )}
      {status?.server.lastContact !== undefined && status.server.connected && (
        <Paragraph className="quiet">
          {say('overview.last-contact', { at: status.server.lastContact })}
        </Paragraph>
      )}
      {waiting === 0 && status !== undefined && <Hint />}
    </>
  );
}
