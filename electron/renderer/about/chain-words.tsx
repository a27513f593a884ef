import { Alert, Paragraph } from '@digdir/designsystemet-react';
import type { LedgerSoFar } from '../model/ledger-pages.ts';
import { useTray } from '../tray-context.ts';

/** Whether the list can be trusted: what the agent says of it, and what the tray found itself. */
export function ChainWords({ intact, checked }: Pick<LedgerSoFar, 'intact' | 'checked'>) {
  const { say } = useTray();
  const sound = intact && checked !== 'broken';
  return (
    <Alert data-color={sound ? (checked === 'verified' ? 'success' : 'info') : 'warning'}>
      <Paragraph>{say(intact ? 'about.chain.agent' : 'ledger.broken')}</Paragraph>
      <Paragraph>{say(`about.chain.${checked}`)}</Paragraph>
    </Alert>
  );
}
