import { Button, Paragraph } from '@digdir/designsystemet-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useAct } from '../../api/use-act.ts';
import { useOperation } from '../../api/use-operation.ts';
import { LevelBar } from '../../parts/bars.tsx';
import { Section } from '../../parts/section.tsx';
import { Answered, Fault } from '../../parts/states.tsx';
import { EffectTag } from '../../parts/tags.tsx';
import { UnknownPage } from '../unknown-page.tsx';
import { Go } from '../../shell/go.tsx';
import { PageFrame } from '../../shell/page-frame.tsx';
import { useMay } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { nameOfBan } from '../../view-models/app-name.ts';
import { levelCounts } from '../../view-models/levels.ts';
import { PauseButton } from '../rollouts/pause-button.tsx';
import { Answers } from './answers.tsx';
import { BanFacts } from './ban-facts.tsx';

type BanOverview = ResponseOf<'listBans'>['bans'][number];

/** One ban: how far it is enforced, what it says, who answered to it. */
export function BanPage() {
  const { unit, ban } = useParams({ from: '/inside/bans/$unit/$ban' });
  const { say } = useWords();
  const bans = useOperation('listBans');
  const found = bans.data?.bans.find((one) => one.unit === unit && one.ban.id === ban);
  if (bans.data !== undefined && found === undefined) return <UnknownPage />;
  const crumbs = [<Go to="/bans">{say('bans.title')}</Go>];
  return found === undefined ? (
    <PageFrame title={ban} crumbs={crumbs}>
      <Answered query={bans}>{() => null}</Answered>
    </PageFrame>
  ) : (
    <PageFrame
      title={nameOfBan(found.ban)}
      crumbs={crumbs}
      lead={found.pack === undefined ? say('bans.takes-draft') : say('bans.pack', { pack: found.pack })}
      actions={<Actions overview={found} />}
    >
      <Coverage unit={unit} ban={ban} />
      <Section title={say('bans.terms')}>
        <div className="tags">
          <EffectTag effect={found.effectToday} />
        </div>
        <BanFacts ban={found.ban} reviewInDays={found.reviewInDays} unit={unit} />
      </Section>
      <Answers overview={found} />
    </PageFrame>
  );
}

function Actions({ overview: { unit, ban, pack } }: { readonly overview: BanOverview }) {
  const { say } = useWords();
  const may = useMay();
  const navigate = useNavigate();
  const create = useAct('createDraft', ['listDrafts']);
  const remove = useAct('removeDraftBan', ['listDrafts', 'getDraft']);
  const [fault, setFault] = useState<unknown>();
  const title = (change: 'change' | 'remove'): string =>
    say('bans.draft-title', { change, ban: nameOfBan(ban) }).slice(0, 300);
  const edit = (): void =>
    create.mutate(
      { body: { title: title('change') } },
      {
        onSuccess: ({ draft }) =>
          void navigate({ to: '/drafts/$draft/bans/$unit/$ban', params: { draft, unit, ban: ban.id } }),
        onError: setFault,
      },
    );
  const lift = (): void =>
    create.mutate(
      { body: { title: title('remove') } },
      {
        onError: setFault,
        onSuccess: ({ draft, revision }) =>
          remove.mutate(
            { params: { draft, unit, ban: ban.id }, body: { revision } },
            {
              onSuccess: () => void navigate({ to: '/drafts/$draft', params: { draft } }),
              onError: setFault,
            },
          ),
      },
    );
  const busy = create.isPending || remove.isPending;
  return (
    <>
      {may('editor') && pack === undefined && (
        <>
          <Button onClick={edit} disabled={busy}>
            {say('bans.change')}
          </Button>
          <Button variant="secondary" onClick={lift} disabled={busy}>
            {say('bans.remove')}
          </Button>
        </>
      )}
      {may('approver') && ban.pausable === true && <PauseButton ban={ban.id} />}
      <Fault fault={fault} />
    </>
  );
}

function Coverage({ unit, ban }: { readonly unit: string; readonly ban: string }) {
  const { say } = useWords();
  const coverage = useOperation('getCoverage', { query: { ban } });
  return (
    <Section
      title={say('bans.col.coverage')}
      actions={
        <Go to="/devices" search={{ ban }}>
          {say('bans.show-devices')}
        </Go>
      }
    >
      <Answered query={coverage}>
        {({ bans }) => {
          const channels = bans.find((one) => one.ban === ban && one.unit === unit)?.channels ?? [];
          return channels.length === 0 ? (
            <Paragraph className="quiet">{say('bans.coverage.none')}</Paragraph>
          ) : (
            <dl className="facts">
              {channels.map(({ channel, levels }) => (
                <div key={channel}>
                  <dt>{say(`shell.channel.${channel}`)}</dt>
                  <dd>
                    <LevelBar counts={levelCounts(levels)} />
                  </dd>
                </div>
              ))}
            </dl>
          );
        }}
      </Answered>
    </Section>
  );
}
