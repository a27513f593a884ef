import { Button, Paragraph, Tag } from '@digdir/designsystemet-react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useAct } from '../../api/use-act.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Section } from '../../parts/section.tsx';
import { Answered, Empty, Fault } from '../../parts/states.tsx';
import { Go } from '../../shell/go.tsx';
import { PageFrame } from '../../shell/page-frame.tsx';
import { useMay } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { nameOfId } from '../../view-models/app-name.ts';

type Rollout = ResponseOf<'getRollout'>;

/** Releases on their way, those that arrived, and pauses that run. */
export function RolloutsPage() {
  const { say } = useWords();
  const rollouts = useOperation('listRollouts');
  return (
    <PageFrame title={say('rollouts.title')}>
      <Answered query={rollouts}>
        {({ rollouts: all }) =>
          all.length === 0 ? (
            <Empty title={say('rollouts.none')} />
          ) : (
            <ul className="rows">
              {all.map((rollout) => (
                <li key={rollout.version} className="row-between">
                  <span className="row-stack">
                    <Go to="/rollouts/$version" params={{ version: String(rollout.version) }}>
                      {say('rollouts.version', { version: String(rollout.version) })}
                      {rollout.title !== undefined && `: ${rollout.title}`}
                    </Go>
                    <span className="quiet">
                      {say('rollouts.started', { name: rollout.startedBy, at: rollout.startedAt })}
                    </span>
                  </span>
                  <RolloutTag state={rollout.state} />
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
      <Pauses />
    </PageFrame>
  );
}

const colours = { running: 'info', halted: 'danger', done: 'success', superseded: 'neutral' } as const;
export function RolloutTag({ state }: { readonly state: Rollout['state'] }) {
  const { say } = useWords();
  return <Tag data-color={colours[state]}>{say('rollouts.state', { state })}</Tag>;
}

function Pauses() {
  const { say } = useWords();
  const may = useMay();
  const pauses = useOperation('listPauses');
  const end = useAct('endPause', ['listPauses']);
  return (
    <Section title={say('rollouts.pauses')}>
      <Fault fault={end.error} />
      <Answered query={pauses} lines={2}>
        {({ pauses: all }) =>
          all.length === 0 ? (
            <Paragraph className="quiet">{say('rollouts.pauses.none')}</Paragraph>
          ) : (
            <ul className="rows">
              {all.map(({ ban, until, by, reason }) => (
                <li key={ban} className="row-between">
                  <span className="row-stack">
                    {say('rollouts.pause.until', { ban: nameOfId(ban), until, name: by })}
                    <span className="quiet">{reason}</span>
                  </span>
                  {may('approver') && (
                    <Button
                      variant="secondary"
                      data-size="sm"
                      loading={end.isPending}
                      onClick={() => end.mutate({ params: { ban } })}
                    >
                      {say('rollouts.pause.end')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </Section>
  );
}
