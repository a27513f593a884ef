import { Button, Paragraph } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState } from 'react';
import { withPage, type LedgerSoFar } from '../model/ledger-pages.ts';
import { FaultMessage } from '../parts/fault-message.tsx';
import { Section } from '../parts/section.tsx';
import { useTray } from '../tray-context.ts';
import { useVerb } from '../use-verb.ts';
import { ChainWords } from './chain-words.tsx';
import { LedgerEntries } from './ledger-entries.tsx';
import { Oldest } from './oldest.tsx';
import { SaveLedger } from './save-ledger.tsx';

/** Who looked, and all that was sent, a page at a time; and whether the list can be trusted. */
export function Ledger() {
  const { say, bridge } = useTray();
  const [known, setKnown] = useState<LedgerSoFar>();
  const { busy, fault, run } = useVerb();
  const pages = useRef(0);
  const readOn = (before: number | undefined): void =>
    run(
      () => bridge.ledger(before === undefined ? {} : { before }),
      (page) => {
        const next = withPage(known, page);
        pages.current += 1;
        setKnown(next);
      },
    );
  useEffect(() => readOn(undefined), [bridge]);
  const looks = known?.entries.filter(({ kind }) => kind === 'look') ?? [];
  return (
    <>
      <Section title={say('about.looks.heading')}>
        {known !== undefined && looks.length === 0 && <Paragraph>{say('about.looks.none')}</Paragraph>}
        <LedgerEntries entries={looks} />
      </Section>
      <Section title={say('ledger.heading')}>
        <FaultMessage fault={fault} />
        {known !== undefined && known.entries.length > 0 && <ChainWords {...known} />}
        {known !== undefined && known.entries.length === 0 && <Paragraph>{say('ledger.empty')}</Paragraph>}
        <LedgerEntries entries={known?.entries ?? []} />
        <div className="buttons">
          {known?.before !== undefined && (
            <Button
              variant="secondary"
              aria-disabled={busy || undefined}
              onClick={() => readOn(known.before)}
            >
              {say('about.older')}
            </Button>
          )}
          <SaveLedger />
        </div>
        {known !== undefined && known.entries.length > 0 && known.before === undefined && (
          <Oldest takeFocus={pages.current > 1} />
        )}
      </Section>
    </>
  );
}
