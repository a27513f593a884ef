import { Alert, Paragraph } from '@digdir/designsystemet-react';
import { reachSentences } from '../model/reach-sentences.ts';
import { useTray } from '../tray-context.ts';

/** Says honestly that nothing, or nothing new, can be known now. */
export function ReachMessage() {
  const { state, say } = useTray();
  const sentences = reachSentences(state, say);
  return sentences.length === 0 ? null : (
    <Alert data-color={state.reach.state === 'lost' ? 'warning' : 'info'} className="reach">
      {sentences.map((sentence) => (
        <Paragraph key={sentence}>{sentence}</Paragraph>
      ))}
    </Alert>
  );
}
