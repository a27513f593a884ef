import { Alert, Button, Paragraph, Textfield } from '@digdir/designsystemet-react';
import { useRef, useState, type FormEvent } from 'react';
import type { OfflineOutcome } from '#protocol/tray-agent.ts';
import { FaultMessage } from '../parts/fault-message.tsx';
import type { Say } from '../say.ts';
import { useTray } from '../tray-context.ts';
import { useVerb } from '../use-verb.ts';

type Refused = Exclude<OfflineOutcome, { outcome: 'accepted' }>;

/** Where the code is typed. What is wrong with it is said at the field, which keeps what was typed. */
export function CodeForm(props: {
  readonly ban: string;
  readonly onAccepted: (until: number) => void;
  /** The challenge is of no use any more. */
  readonly onExpired: () => void;
}) {
  const { say, bridge, back } = useTray();
  const { ban, onAccepted, onExpired } = props;
  const [code, setCode] = useState('');
  const [wrong, setWrong] = useState<Refused | 'missing'>();
  const { busy, fault, run } = useVerb();
  const field = useRef<HTMLInputElement>(null);
  const refuse = (why: Refused | 'missing'): void => {
    setWrong(why);
    field.current?.focus();
  };
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (code.trim() === '') return refuse('missing');
    setWrong(undefined);
    run(
      () => bridge.redeemCode({ ban, code }),
      (result) => {
        if (result.outcome === 'accepted') return onAccepted(result.until);
        if (result.outcome === 'expired') onExpired();
        refuse(result);
      },
    );
  };
  return (
    <form noValidate onSubmit={send} className="form">
      <Textfield
        ref={field}
        label={say('code.input')}
        description={say('code.input.hint')}
        error={wrong === undefined ? undefined : refusal(say, wrong)}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={40}
        size={16}
        className="code-field"
        value={code}
        onChange={({ target }) => setCode(target.value)}
      />
      <FaultMessage fault={fault} />
      <div className="buttons">
        <Button type="submit" aria-disabled={busy || undefined}>
          {say('code.use')}
        </Button>
        <Button variant="tertiary" onClick={back}>
          {say('button.cancel')}
        </Button>
      </div>
    </form>
  );
}

/** What is said once the code was taken. */
export function CodeAccepted({ app, until }: { readonly app: string; readonly until: number }) {
  const { say } = useTray();
  return (
    <Alert data-color="success">
      <Paragraph>{say('code.accepted', { app, until })}</Paragraph>
    </Alert>
  );
}

function refusal(say: Say, wrong: Refused | 'missing'): string {
  if (wrong === 'missing') return say('code.input.missing');
  switch (wrong.outcome) {
    case 'typo':
      return say('code.typo');
    case 'wrong':
      return say('code.wrong', { count: wrong.triesLeft });
    case 'too-many-tries':
      return say('code.too-many', { at: wrong.retryAt });
    case 'expired':
      return say('code.expired');
  }
}
