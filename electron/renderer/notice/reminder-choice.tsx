import { Button, Paragraph } from '@digdir/designsystemet-react';
import { useEffect, useId, useRef } from 'react';
import type { Notice } from '#protocol/notice.ts';
import { FaultMessage } from '../parts/fault-message.tsx';
import { useTray } from '../tray-context.ts';
import { useVerb } from '../use-verb.ts';

const hour = 3_600_000;

/** The two times to which a notice can be put off, and how often that is still possible. */
export function ReminderChoice(props: {
  readonly notice: Notice;
  readonly now: number;
  /** A time is chosen, or none after all. */
  readonly onDone: () => void;
}) {
  const { say, bridge, announce } = useTray();
  const { notice, now, onDone } = props;
  const { busy, fault, run } = useVerb();
  const heading = useId();
  const times = useRef<HTMLDivElement>(null);
  useEffect(() => times.current?.querySelector('button')?.focus(), []);
  const { deadline = Infinity, nextMorning } = notice;
  const choose = (when: 'in-an-hour' | 'tomorrow'): void =>
    run(
      () => bridge.remind({ notice: notice.id, when }),
      ({ remindAt }) => {
        announce(say('remind.set', { at: remindAt }));
        onDone();
      },
    );
  return (
    <div
      role="group"
      aria-labelledby={heading}
      className="reminders"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // It folds this away, not the window.
        event.preventDefault();
        onDone();
      }}
    >
      <Paragraph id={heading}>{say('remind.heading')}</Paragraph>
      <FaultMessage fault={fault} />
      <div ref={times} className="buttons">
        {now + hour < deadline && (
          <Button
            variant="secondary"
            data-size="sm"
            aria-disabled={busy || undefined}
            onClick={() => choose('in-an-hour')}
          >
            {say('remind.in-an-hour', { at: now + hour })}
          </Button>
        )}
        {nextMorning !== undefined && (
          <Button
            variant="secondary"
            data-size="sm"
            aria-disabled={busy || undefined}
            onClick={() => choose('tomorrow')}
          >
            {say('remind.at', { at: nextMorning })}
          </Button>
        )}
      </div>
      <Paragraph className="quiet">{say('remind.left', { count: notice.remindersLeft ?? 0 })}</Paragraph>
    </div>
  );
}
