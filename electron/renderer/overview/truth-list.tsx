import { Details, Paragraph } from '@digdir/designsystemet-react';
import type { AgentStatus } from '#protocol/tray-agent.ts';
import { useTray } from '../tray-context.ts';

/** Which apps a ban is about, and how far it really takes effect, per way in which they could come. */
export function TruthList({ ban }: { readonly ban: AgentStatus['bans'][number] }) {
  const { say } = useTray();
  const { apps, truth } = ban;
  if (truth.length === 0) return null;
  return (
    <Details data-color="neutral">
      <Details.Summary>{say('overview.truth.heading')}</Details.Summary>
      <Details.Content>
        {apps.length > 2 && <Paragraph>{say('overview.apps.all', { apps: apps.join(', ') })}</Paragraph>}
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
