import { Button, Card, Heading, Paragraph, Tag } from '@digdir/designsystemet-react';
import { useId } from 'react';
import { appNames } from '#locales/app-names.ts';
import { reasonWords } from '#locales/status-words.ts';
import type { AgentStatus } from '#protocol/tray-agent.ts';
import { appOf } from '../model/app-names.ts';
import { banActions } from '../model/ban-actions.ts';
import { codeOffer } from '../model/code-offer.ts';
import { useTray } from '../tray-context.ts';
import { TruthList } from './truth-list.tsx';

export type BanStatus = AgentStatus['bans'][number];

const colours = { none: 'success', inform: 'info', warn: 'warning', block: 'neutral' } as const;

/** One ban: what it does here, why, and what can be done about it. */
export function BanCard(props: { readonly status: AgentStatus; readonly ban: BanStatus }) {
  const { state, say, go } = useTray();
  const { status, ban } = props;
  const title = useId();
  const names = ban.apps.length === 0 ? ban.ban : appNames(state.language, ban.apps);
  const app = appOf(ban, state);
  const actions = banActions(ban, state.requests);
  const reason = reasonWords(state, status, ban);
  return (
    <Card asChild>
      <article aria-labelledby={title}>
        <div className="card-head">
          <Heading id={title} level={3} data-size="2xs">
            {names}
          </Heading>
          <Tag data-color={colours[ban.effect]}>{say(`effect.${ban.effect}`)}</Tag>
        </div>
        {reason !== undefined && <Paragraph>{reason}</Paragraph>}
        {ban.found && ban.reason !== 'not-found' && <Paragraph>{say('overview.found', { app })}</Paragraph>}
        {ban.deadline !== undefined && ban.reason !== 'grace' && (
          <Paragraph>{say('notice.until.date', { app, deadline: ban.deadline })}</Paragraph>
        )}
        {ban.exemptUntil !== undefined && ban.reason !== 'exempt' && ban.reason !== 'paused' && (
          <Paragraph>{say('reason.exempt', { app, until: ban.exemptUntil })}</Paragraph>
        )}
        {actions.length > 0 && (
          <div className="buttons">
            {actions.includes('remove') && (
              <Button
                variant="secondary"
                aria-describedby={title}
                onClick={() => go({ page: 'remove', ban: ban.ban })}
              >
                {say('button.remove')}
              </Button>
            )}
            {actions.includes('ask') && (
              <Button
                variant="tertiary"
                aria-describedby={title}
                onClick={() => go({ page: 'ask', ban: ban.ban })}
              >
                {say('button.ask')}
              </Button>
            )}
            {codeOffer(ban.ban, state) === 'now' && (
              <Button
                variant="tertiary"
                aria-describedby={title}
                onClick={() => go({ page: 'code', ban: ban.ban })}
              >
                {say('code.link')}
              </Button>
            )}
            {actions.includes('see-request') && (
              <Button variant="tertiary" aria-describedby={title} onClick={() => go({ page: 'requests' })}>
                {say('menu.requests')}
              </Button>
            )}
          </div>
        )}
        <TruthList ban={ban} />
      </article>
    </Card>
  );
}
