import { Details } from '@digdir/designsystemet-react';
import type { Truth } from '#policy/proof.ts';
import { useTray } from '../tray-context.ts';

/** How far a ban really takes effect, per way in which the app could come. */
export function TruthList({ truth }: { readonly truth: readonly Truth[] }) {
  const { say } = useTray();
  if (truth.length === 0) return null;
  return (
    <Details data-color="neutral">
      <Details.Summary>{say('overview.truth.heading')}</Details.Summary>
      <Details.Content>
        <dl className="pairs">
          {truth.map(({ channel, level }) => (
            <div key={channel}>
              <dt>{say(`channel.${channel}`)}</dt>
              <dd>{say(`truth.${level}`)}</dd>
            </div>
          ))}
        </dl>
      </Details.Content>
    </Details>
  );
}
