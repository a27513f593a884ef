import { Card, Heading, Paragraph, Tag } from '@digdir/designsystemet-react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { ProgressBar } from '../../parts/bars.tsx';
import { useWords } from '../../shell/words.tsx';
import { measuresOf, shareApplied, soakHoursLeft } from '../../view-models/rollout-progress.ts';

type Ring = ResponseOf<'getRollout'>['rings'][number];
type Brake = ResponseOf<'getPolicyContent'>['content']['server']['brake'];
const colours = { waiting: 'neutral', soaking: 'info', passed: 'success', halted: 'danger' } as const;

/** One ring: who is in it, how many have the release, how long it is watched yet, and how near the brake is. */
export function RingCard({ ring, brake }: { readonly ring: Ring; readonly brake: Brake | undefined }) {
  const { say, number, percent } = useWords();
  const left = soakHoursLeft(ring, Date.now());
  return (
    <Card>
      <div className="section-head">
        <Heading level={3} data-size="2xs">
          {ring.name}
        </Heading>
        <Tag data-color={colours[ring.state]}>{say('rollouts.ring.state', { state: ring.state })}</Tag>
      </div>
      <Paragraph className="quiet">
        {ring.percent === undefined
          ? say('rollouts.ring.by-labels', { labels: (ring.labels ?? []).join(', ') })
          : ring.percent === 100
            ? say('rollouts.ring.rest')
            : say('rollouts.ring.by-percent', { percent: percent(ring.percent / 100) })}
        {ring.soakHours > 0 && ` · ${say('rollouts.ring.soak', { hours: ring.soakHours })}`}
      </Paragraph>
      <ProgressBar
        share={shareApplied(ring)}
        words={say('rollouts.ring.applied', { applied: number(ring.applied), devices: number(ring.devices) })}
      />
      {left !== undefined && ring.soakUntil !== undefined && (
        <Paragraph>
          {say('rollouts.ring.next', { at: ring.soakUntil })} ({say('rollouts.ring.left', { hours: left })})
        </Paragraph>
      )}
      {ring.state !== 'waiting' && (
        <div className="measures">
          {measuresOf(ring, brake).map(({ what, perDevice, limit, share }) => {
            const words = say('rollouts.measure', {
              what,
              perDevice: number(perDevice, 2),
              limit: limit === undefined ? say('rollouts.measure.no-limit') : number(limit, 2),
            });
            // A bar without an end would say nothing.
            return limit === undefined ? (
              <span key={what} className="quiet">
                {words}
              </span>
            ) : (
              <ProgressBar
                key={what}
                share={share}
                tone={share >= 1 ? 'danger' : share >= 0.7 ? 'warning' : 'accent'}
                words={words}
              />
            );
          })}
        </div>
      )}
    </Card>
  );
}
