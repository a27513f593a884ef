import { Button, Paragraph } from '@digdir/designsystemet-react';
import { useRef, useState } from 'react';
import type { Notice } from '#protocol/notice.ts';
import { codeOffer } from '../model/code-offer.ts';
import { noticeActions, type NoticeAction } from '../model/notice-actions.ts';
import { FaultMessage } from '../parts/fault-message.tsx';
import { useTray } from '../tray-context.ts';
import { useVerb } from '../use-verb.ts';
import { ReminderChoice } from './reminder-choice.tsx';

/** What can be done about the notice, always in sight at the bottom of the window. */
export function NoticeActions({ notice, now }: { readonly notice: Notice; readonly now: number }) {
  const { state, say, go, bridge, from, back } = useTray();
  const [choosing, setChoosing] = useState(false);
  const remindButton = useRef<HTMLButtonElement>(null);
  const { busy, fault, run } = useVerb();
  const chosen = (): void => {
    setChoosing(false);
    remindButton.current?.focus();
  };
  const actions = noticeActions(notice, state.requests);
  const leave = (): void => (from === undefined ? void bridge.close({}) : back());
  const act: Readonly<Record<NoticeAction, () => void>> = {
    remove: () => go({ page: 'remove', ban: notice.ban }),
    ask: () => go({ page: 'ask', ban: notice.ban }),
    'see-request': () => go({ page: 'requests' }),
    remind: () => setChoosing(!choosing),
    acknowledge: () => run(() => bridge.acknowledge({ notice: notice.id }), leave),
  };
  return (
    <div className="actions">
      <FaultMessage fault={fault} />
      {notice.acknowledgedAt !== undefined && (
        <Paragraph className="quiet">{say('notices.acknowledged', { at: notice.acknowledgedAt })}</Paragraph>
      )}
      {notice.remindAt !== undefined && notice.remindAt > now && (
        <Paragraph>{say('remind.set', { at: notice.remindAt })}</Paragraph>
      )}
      {notice.kind === 'warn' && notice.remindersLeft === 0 && notice.acknowledgedAt === undefined && (
        <Paragraph className="quiet">{say('remind.none-left')}</Paragraph>
      )}
      {choosing && <ReminderChoice notice={notice} now={now} onDone={chosen} />}
      <div className="buttons">
        {actions.map((action, at) => (
          <Button
            key={action}
            ref={action === 'remind' ? remindButton : undefined}
            variant={at === 0 ? 'primary' : action === 'ask' ? 'secondary' : 'tertiary'}
            aria-expanded={action === 'remind' ? choosing : undefined}
            aria-disabled={busy || undefined}
            onClick={act[action]}
          >
            {say(labels[action])}
          </Button>
        ))}
        {actions.includes('ask') && codeOffer(notice.ban, state) === 'now' && (
          <Button variant="tertiary" onClick={() => go({ page: 'code', ban: notice.ban })}>
            {say('code.link')}
          </Button>
        )}
        {actions.length === 0 && (
          <Button variant="secondary" onClick={leave}>
            {say('button.close')}
          </Button>
        )}
      </div>
    </div>
  );
}

const labels = {
  remove: 'button.remove',
  ask: 'button.ask',
  'see-request': 'menu.requests',
  remind: 'button.remind',
  acknowledge: 'button.acknowledge',
} as const satisfies Readonly<Record<NoticeAction, string>>;
