import { Alert, Paragraph } from '@digdir/designsystemet-react';
import { faultWords } from '../fault-words.ts';
import { useTray } from '../tray-context.ts';

/** What went wrong with something that the person asked for, in a sentence; nothing where nothing did. */
export function FaultMessage({ fault }: { readonly fault: string | undefined }) {
  const { say } = useTray();
  return fault === undefined ? null : (
    <Alert data-color="warning" role="alert">
      <Paragraph>{faultWords(say, fault)}</Paragraph>
    </Alert>
  );
}
