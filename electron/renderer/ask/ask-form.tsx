import { Button, Textfield } from '@digdir/designsystemet-react';
import { useRef, useState, type FormEvent } from 'react';
import { checkAsk, emptyDraft, longestPeriod, type AskDraft, type AskFaults } from '../model/ask-form.ts';
import { longestDays } from '../model/longest-days.ts';
import { FaultMessage } from '../parts/fault-message.tsx';
import { useTray } from '../tray-context.ts';
import { useVerb } from '../use-verb.ts';
import { faultyDays, faultyPurpose } from './ask-fault-words.ts';
import { DeviceChoice } from './device-choice.tsx';

export function AskForm(props: { readonly ban: string; readonly onSent: () => void }) {
  const { state, say, bridge, drafts, back } = useTray();
  const { ban, onSent } = props;
  const [draft, setDraft] = useState(drafts.get(ban) ?? emptyDraft);
  const [faults, setFaults] = useState<AskFaults>({});
  const { busy, fault, run } = useVerb();
  const purpose = useRef<HTMLTextAreaElement>(null);
  const days = useRef<HTMLInputElement>(null);
  const limit = longestDays(ban, state) ?? longestPeriod;
  const change = (part: Partial<AskDraft>): void => {
    const next = { ...draft, ...part };
    drafts.set(ban, next);
    setDraft(next);
  };
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const checked = checkAsk(draft, limit);
    if (!checked.ok) {
      setFaults(checked.faults);
      (checked.faults.purpose === undefined ? days : purpose).current?.focus();
      return;
    }
    setFaults({});
    run(
      () => bridge.ask({ ban, ...checked.argument }),
      () => {
        drafts.delete(ban);
        onSent();
      },
    );
  };
  return (
    <form noValidate onSubmit={send} className="form">
      <Textfield
        ref={purpose}
        multiline
        rows={4}
        label={say('ask.purpose')}
        description={say('ask.purpose.hint')}
        error={faultyPurpose(say, faults)}
        value={draft.purpose}
        onChange={({ target }) => change({ purpose: target.value })}
      />
      <Textfield
        ref={days}
        label={say('ask.days')}
        description={say('ask.days.hint', { count: limit })}
        error={faultyDays(say, faults, limit)}
        inputMode="numeric"
        autoComplete="off"
        size={5}
        value={draft.days}
        onChange={({ target }) => change({ days: target.value })}
      />
      <DeviceChoice device={draft.device} onChoose={(device) => change({ device })} />
      <FaultMessage fault={fault} />
      <div className="buttons">
        <Button type="submit" aria-disabled={busy || undefined}>
          {say('button.send')}
        </Button>
        <Button variant="tertiary" onClick={back}>
          {say('button.cancel')}
        </Button>
      </div>
    </form>
  );
}
