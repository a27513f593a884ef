import { Alert, Button, Card, Heading, Paragraph, Spinner } from '@digdir/designsystemet-react';
import { useId, useRef } from 'react';
import { isRemovedInBrowser } from '#locales/removal-facts.ts';
import type { Removable } from '#protocol/tray-agent.ts';
import { removalStep, type Tried } from '../model/removal-steps.ts';
import { FaultMessage } from '../parts/fault-message.tsx';
import { useTray } from '../tray-context.ts';
import { outcomeWords } from './outcome-words.ts';
import { RemovalFacts } from './removal-facts.tsx';

/** One installation: what it is, what goes with it, and its one button. */
export function RemovableCard(props: {
  readonly removable: Removable;
  readonly tried: Tried;
  /** One removal at a time: the system's package database takes no two. */
  readonly mayStart: boolean;
  readonly onRemove: () => void;
}) {
  const { say } = useTray();
  const { removable, mayStart, onRemove } = props;
  const title = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const step = removalStep(removable, props.tried);
  const app = removable.appName;
  const inBrowser = isRemovedInBrowser(removable);
  return (
    <Card asChild>
      <article aria-labelledby={title}>
        <Heading ref={heading} id={title} level={2} data-size="2xs" tabIndex={-1} className="page-heading">
          {app}
        </Heading>
        <RemovalFacts removable={removable} done={step.step === 'done'} />
        {step.step === 'running' && <Paragraph>{say('removal.running', { app })}</Paragraph>}
        {step.step === 'working' && (
          <p className="loading">
            <Spinner aria-hidden="true" /> {say(inBrowser ? 'removal.checking' : 'removal.working', { app })}
          </p>
        )}
        {step.step === 'done' && (
          <Alert data-color="success">
            <Paragraph>{say('removal.outcome.removed', { app })}</Paragraph>
          </Alert>
        )}
        {step.step === 'failed' && (
          <Alert data-color="warning">
            <Paragraph>{outcomeWords(say, step.outcome, app)}</Paragraph>
          </Alert>
        )}
        <FaultMessage fault={step.step === 'refused' ? step.fault : undefined} />
        {(step.step === 'offered' || step.step === 'failed' || step.step === 'refused') && (
          <div className="buttons">
            <Button
              aria-describedby={title}
              aria-disabled={!mayStart || undefined}
              onClick={() => {
                if (!mayStart) return;
                // The button goes away; whoever listens stays at this installation.
                heading.current?.focus();
                onRemove();
              }}
            >
              {say(inBrowser ? 'removal.check-again' : 'button.remove')}
            </Button>
          </div>
        )}
      </article>
    </Card>
  );
}
