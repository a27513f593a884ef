import { Button, Card, Paragraph } from '@digdir/designsystemet-react';
import { useTray } from '../tray-context.ts';

const hints = ['tray', 'about-me'] as const;

/** The first hint that the person has not put away yet, where nothing more important is to be said. */
export function Hint() {
  const { state, say, bridge } = useTray();
  const { seenHints } = state.choices;
  const hint = hints.find((one) => !seenHints.includes(one));
  if (hint === undefined) return null;
  return (
    <Card variant="tinted" className="hint">
      <Paragraph>{say(`hint.${hint}`)}</Paragraph>
      <div className="buttons">
        <Button
          variant="tertiary"
          data-size="sm"
          onClick={() => void bridge.choose({ seenHints: [...seenHints, hint] })}
        >
          {say('hint.dismiss')}
        </Button>
      </div>
    </Card>
  );
}
