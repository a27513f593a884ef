import { Alert, Button, Heading, Paragraph, Skeleton } from '@digdir/designsystemet-react';
import type { ReactNode } from 'react';
import type { ConsoleKey } from '#locales/console/console-messages.ts';
import { consoleParameters } from '#locales/console/console-messages.ts';
import { ProblemError, problemName, Unreachable } from '../api/problem.ts';
import { useWords } from '../shell/words.tsx';

/** Shapes where the content will stand, and one word for ears. */
export function Loading({ lines = 4 }: { readonly lines?: number }) {
  const { say } = useWords();
  return (
    <div className="loading" aria-busy="true">
      <span className="ds-sr-only">{say('shell.loading')}</span>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} variant="text" width={line % 3 === 2 ? 40 : 70} aria-hidden="true" />
      ))}
    </div>
  );
}

/** Nothing here yet: why, and what to do. */
export const Empty = (props: { readonly title: string; readonly children?: ReactNode }) => (
  <div className="empty">
    <Paragraph className="strong">{props.title}</Paragraph>
    {props.children}
  </div>
);

type FaultKey = Extract<ConsoleKey, `shell.fault.${string}`>;
const isFaultKey = (key: string): key is FaultKey => key in consoleParameters;

/** What a fault means, in the person's language. */
export function useFaultSentence(): (fault: unknown) => string {
  const { say } = useWords();
  return (fault) => {
    if (fault instanceof Unreachable) return say('shell.fault.unreachable');
    if (!(fault instanceof ProblemError)) return say('shell.fault.server-fault');
    const key = `shell.fault.${problemName(fault.problem)}`;
    return isFaultKey(key) ? say(key) : say('shell.fault.server-fault');
  };
}

/** Something went wrong: what, what the server says of it, and the way to try again. Said aloud when it comes. */
export function Fault(props: {
  readonly fault: unknown;
  /** Absent: nothing is to be tried again, the person did something that was refused. */
  readonly again?: () => void;
}) {
  const { say } = useWords();
  const sentence = useFaultSentence();
  const { fault, again } = props;
  if (fault === null || fault === undefined) return null;
  const problem = fault instanceof ProblemError ? fault.problem : undefined;
  return (
    <Alert data-color={fault instanceof Unreachable ? 'warning' : 'danger'} role="alert" className="fault">
      <Heading level={2} data-size="2xs">
        {say(again === undefined ? 'shell.fault.not-done' : 'shell.fault.title')}
      </Heading>
      <Paragraph>{sentence(fault)}</Paragraph>
      {problem?.detail !== undefined && (
        <Paragraph className="server-words">
          {say('shell.fault.server-says')} <span lang="en">{problem.detail}</span>
        </Paragraph>
      )}
      {problem?.faults !== undefined && (
        <ul lang="en" className="points">
          {problem.faults.map((one) => (
            <li key={`${one.file}:${one.line}:${one.column}:${one.message}`}>
              {one.file}:{one.line}: {one.message} {one.advice}
            </li>
          ))}
        </ul>
      )}
      {again !== undefined && (
        <Button variant="secondary" data-size="sm" onClick={again}>
          {say('shell.fault.retry')}
        </Button>
      )}
    </Alert>
  );
}

/** Announcements do not reach this page now. */
export function Offline() {
  const { say } = useWords();
  return (
    <Alert data-color="warning" role="status" className="offline">
      <Paragraph>{say('shell.offline')}</Paragraph>
    </Alert>
  );
}

/** The three states of an answer that is awaited; the content gets the answer. */
export function Answered<T>(props: {
  readonly query: {
    readonly data: T | undefined;
    readonly error: unknown;
    readonly isPending: boolean;
    readonly refetch: () => unknown;
  };
  readonly lines?: number;
  readonly children: (answer: T) => ReactNode;
}) {
  const { query, lines, children } = props;
  const again = (): void => void query.refetch();
  // An old answer is better than none; what went wrong stands above it.
  if (query.data !== undefined)
    return (
      <>
        {query.error !== null && <Fault fault={query.error} again={again} />}
        {children(query.data)}
      </>
    );
  if (query.error !== null) return <Fault fault={query.error} again={again} />;
  return <Loading {...(lines === undefined ? {} : { lines })} />;
}
