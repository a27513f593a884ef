import { Card, Heading, Paragraph } from '@digdir/designsystemet-react';
import { lazy, Suspense } from 'react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Section } from '../../parts/section.tsx';
import { Answered, Loading } from '../../parts/states.tsx';
import { EffectTag } from '../../parts/tags.tsx';
import { Go, GoButton } from '../../shell/go.tsx';
import { PageFrame } from '../../shell/page-frame.tsx';
import { useMay, useSession } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { nameOfBan, nameOfId } from '../../view-models/app-name.ts';
import { TodayList } from './today-list.tsx';

const HitsChart = lazy(async () => ({ default: (await import('./hits-chart.tsx')).HitsChart }));

/** What needs somebody today, what is banned, and where it is not enforced yet. */
export function OverviewPage() {
  const { say } = useWords();
  const may = useMay();
  const { session } = useSession();
  const overview = useOperation('getOverview');
  return (
    <PageFrame
      title={say('overview.title')}
      lead={say('overview.phones')}
      actions={may('editor') && <GoButton to="/bans/new">{say('bans.new')}</GoButton>}
    >
      {session?.firstUse === true && <FirstUse />}
      <Answered query={overview} lines={8}>
        {(answer) => (
          <>
            <div className="two-columns">
              <Section title={say('overview.today')}>
                <TodayList overview={answer} />
              </Section>
              <Section title={say('overview.fleet')}>
                <Fleet overview={answer} />
              </Section>
            </div>
            {/* Before the first ban there is nothing to say of bans. */}
            {session?.firstUse !== true && (
              <>
                <div className="two-columns">
                  <Banned />
                  <Section title={say('overview.not-enforced')}>
                    <NotEnforced overview={answer} />
                  </Section>
                </div>
                <Section title={say('overview.hits')}>
                  <Suspense fallback={<Loading lines={3} />}>
                    <HitsChart hits={answer.hitsByDay} />
                  </Suspense>
                </Section>
              </>
            )}
          </>
        )}
      </Answered>
    </PageFrame>
  );
}

type Overview = ResponseOf<'getOverview'>;

function FirstUse() {
  const { say } = useWords();
  return (
    <Card data-color="accent" variant="tinted" className="first">
      <Heading level={2} data-size="xs">
        {say('overview.first.title')}
      </Heading>
      <Paragraph>{say('overview.first.body')}</Paragraph>
    </Card>
  );
}

function Fleet({ overview }: { readonly overview: Overview }) {
  const { say, number } = useWords();
  const { devices, connected, rolloutRunning, rolloutHalted } = overview;
  const version = rolloutHalted ?? rolloutRunning;
  return (
    <dl className="figures">
      <div>
        <dt>{say('overview.fleet.devices')}</dt>
        <dd>
          <Go to="/devices">{number(devices)}</Go>
        </dd>
      </div>
      {connected !== undefined && (
        <div>
          <dt>{say('overview.fleet.connected')}</dt>
          <dd>{number(connected)}</dd>
        </div>
      )}
      <div className="figure-words">
        <dt>{say('overview.fleet.release')}</dt>
        <dd>
          {version === undefined ? (
            say('overview.fleet.settled')
          ) : (
            <Go to="/rollouts/$version" params={{ version: String(version) }}>
              {say(rolloutHalted === undefined ? 'overview.fleet.running' : 'overview.fleet.halted', {
                version: String(version),
              })}
            </Go>
          )}
        </dd>
      </div>
    </dl>
  );
}

function Banned() {
  const { say } = useWords();
  const bans = useOperation('listBans');
  return (
    <Section title={say('overview.banned')} actions={<Go to="/bans">{say('overview.banned.all')}</Go>}>
      <Answered query={bans} lines={3}>
        {({ bans: all }) =>
          all.length === 0 ? (
            <Paragraph className="quiet">{say('overview.first.title')}</Paragraph>
          ) : (
            <ul className="rows">
              {all.slice(0, 8).map(({ unit, ban, effectToday }) => (
                <li key={`${unit}/${ban.id}`} className="row-between">
                  <Go to="/bans/$unit/$ban" params={{ unit, ban: ban.id }}>
                    {nameOfBan(ban)}
                  </Go>
                  <EffectTag effect={effectToday} />
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </Section>
  );
}

function NotEnforced({ overview: { devices: fleet, notEnforced } }: { readonly overview: Overview }) {
  const { say, number } = useWords();
  // Nothing is claimed where nobody has told.
  if (fleet === 0) return <Paragraph className="quiet">{say('bans.coverage.none')}</Paragraph>;
  if (notEnforced.length === 0)
    return <Paragraph className="quiet">{say('overview.not-enforced.none')}</Paragraph>;
  return (
    <ul className="rows">
      {notEnforced.map(({ ban, unit, channel, devices, of }) => (
        <li key={`${unit}/${ban}/${channel}`} className="row-stack">
          <Go to="/bans/$unit/$ban" params={{ unit, ban }}>
            {nameOfId(ban)}
          </Go>
          <span className="quiet">
            {say('overview.not-enforced.row', {
              devices,
              of: number(of),
              channel: say(`shell.channel.${channel}`),
            })}
          </span>
        </li>
      ))}
    </ul>
  );
}
