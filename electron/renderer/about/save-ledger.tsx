import { Button, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { FaultMessage } from '../parts/fault-message.tsx';
import { useTray } from '../tray-context.ts';
import { useVerb } from '../use-verb.ts';

/** Saves the whole list where the person chooses. */
export function SaveLedger() {
  const { say, bridge, announce } = useTray();
  const [outcome, setOutcome] = useState<'saved' | 'cancelled'>();
  const { busy, fault, run } = useVerb();
  return (
    <>
      <Button
        variant="tertiary"
        aria-disabled={busy || undefined}
        onClick={() =>
          run(
            () => bridge.exportLedger({}),
            (how) => {
              setOutcome(how);
              announce(say(`about.export.${how}`));
            },
          )
        }
      >
        {say('about.export')}
      </Button>
      {outcome !== undefined && fault === undefined && (
        <Paragraph>{say(`about.export.${outcome}`)}</Paragraph>
      )}
      <FaultMessage fault={fault} />
    </>
  );
}
