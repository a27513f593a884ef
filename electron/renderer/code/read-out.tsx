import { Paragraph } from '@digdir/designsystemet-react';
import type { OfflineChallenge } from '#protocol/tray-agent.ts';
import { useTray } from '../tray-context.ts';

/** What the person tells the service desk. A screen reader says the characters one by one, as they are to be read out. */
export function ReadOut(props: { readonly ban: string; readonly asked: OfflineChallenge }) {
  const { state, say } = useTray();
  const { asked, ban } = props;
  const contact = state.status?.organisation?.phone;
  return (
    <section className="section">
      <Paragraph id="read-out">
        {contact === undefined ? say('code.call.nobody') : say('code.call', { contact })}
      </Paragraph>
      <dl className="read-out" aria-labelledby="read-out">
        <dt>{say('code.pc')}</dt>
        <dd>{asked.hostName}</dd>
        <dt>{say('code.rule')}</dt>
        <dd>{ban}</dd>
        <dt>{say('code.challenge')}</dt>
        <dd className="challenge">
          <span aria-hidden="true">{asked.challenge.replace('-', ' ')}</span>
          <span className="ds-sr-only">{spelled(asked.challenge)}</span>
        </dd>
      </dl>
      <Paragraph className="quiet">{say('code.challenge.until', { at: asked.expiresAt })}</Paragraph>
    </section>
  );
}

const spelled = (challenge: string): string =>
  challenge
    .split('-')
    .map((group) => group.split('').join(' '))
    .join(', ');
