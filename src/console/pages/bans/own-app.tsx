import { Button, Card, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import type { InlineMatcher } from '#policy/ban.ts';
import { useWords } from '../../shell/words.tsx';
import { matcherFaults } from '../../view-models/matcher.ts';
import { MatcherFields } from '../editor/matcher-fields.tsx';

/** Describes an app that the catalogue does not know, until it can be told apart from others. */
export function OwnApp(props: {
  /** What was searched for. */
  readonly name: string;
  readonly onChoose: (matcher: InlineMatcher) => void;
}) {
  const { say } = useWords();
  const [matcher, setMatcher] = useState<InlineMatcher>({
    name: props.name,
    all: [{ kind: 'exe-name', value: '' }],
  });
  const [asked, setAsked] = useState(false);
  const faults = new Map(matcherFaults(matcher));
  return (
    <Card>
      <form
        noValidate
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (faults.size === 0) props.onChoose(matcher);
        }}
      >
        <Heading level={2} data-size="xs">
          {say('bans.new.own')}
        </Heading>
        <Paragraph>{say('bans.new.own.lead')}</Paragraph>
        <MatcherFields
          matcher={matcher}
          onChange={setMatcher}
          errorAt={(place) => {
            const fault = faults.get(place);
            return {
              'data-place': place,
              ...(asked && fault !== undefined ? { error: say(`editor.${fault}`) } : {}),
            };
          }}
        />
        <div className="buttons">
          <Button type="submit" variant="secondary">
            {say('bans.new.choose', { app: matcher.name.trim() })}
          </Button>
        </div>
      </form>
    </Card>
  );
}
