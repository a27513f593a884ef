import { Alert, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useParams } from '@tanstack/react-router';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Section } from '../../parts/section.tsx';
import { Answered } from '../../parts/states.tsx';
import { Go } from '../../shell/go.tsx';
import { PageFrame } from '../../shell/page-frame.tsx';
import { useWords } from '../../shell/words.tsx';
import { RingCard } from './ring-card.tsx';
import { RolloutActions } from './rollout-actions.tsx';
import { RolloutTag } from './rollouts-page.tsx';

type Rollout = ResponseOf<'getRollout'>;

/** How far one release has come. */
export function RolloutPage() {
  const { version } = useParams({ from: '/inside/rollouts/$version' });
  const { say } = useWords();
  // Hits and faults of a ring are not announced one by one.
  const rollout = useOperation('getRollout', { params: { version: Number(version) } }, { every: 15_000 });
  return (
    <PageFrame
      title={say('rollouts.version', { version })}
      crumbs={[<Go to="/rollouts">{say('rollouts.title')}</Go>]}
      {...(rollout.data?.title === undefined ? {} : { lead: rollout.data.title })}
      actions={rollout.data !== undefined && <RolloutActions rollout={rollout.data} />}
    >
      <Answered query={rollout} lines={6}>
        {(answer) => <State rollout={answer} />}
      </Answered>
    </PageFrame>
  );
}

function State({ rollout }: { readonly rollout: Rollout }) {
  const { say } = useWords();
  const content = useOperation('getPolicyContent');
  const brake = content.data?.content.server.brake;
  return (
    <>
      <div className="tags">
        <RolloutTag state={rollout.state} />
        <span className="quiet">
          {say('rollouts.started', { name: rollout.startedBy, at: rollout.startedAt })}
        </span>
      </div>
      {rollout.state === 'halted' && rollout.halted !== undefined && <Halted halted={rollout.halted} />}
      {rollout.everyone && <Paragraph>{say('rollouts.everyone')}</Paragraph>}
      {rollout.rings.length > 0 && (
        <Section title={say('rollouts.rings')}>
          <ol className="plain cards">
            {rollout.rings.map((ring) => (
              <li key={ring.ring}>
                <RingCard ring={ring} brake={brake} />
              </li>
            ))}
          </ol>
        </Section>
      )}
    </>
  );
}

function Halted({ halted }: { readonly halted: NonNullable<Rollout['halted']> }) {
  const { say, number } = useWords();
  const { at, by, why, measured } = halted;
  return (
    <Alert data-color="danger">
      <Heading level={2} data-size="2xs">
        {say('rollouts.halted.title')}
      </Heading>
      <Paragraph>
        {by === undefined
          ? say('rollouts.halted.brake', { at })
          : say('rollouts.halted.by', { name: by, at })}
      </Paragraph>
      {measured === undefined ? (
        <Paragraph>{why}</Paragraph>
      ) : (
        <Paragraph>
          {say('rollouts.measure', {
            what: measured.what,
            perDevice: number(measured.perDevice, 2),
            limit: number(measured.limit, 2),
          })}
        </Paragraph>
      )}
    </Alert>
  );
}
