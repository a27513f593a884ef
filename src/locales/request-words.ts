import type { Person } from './person.ts';
import { text } from './text.ts';

/** How a request for an exemption stands. */
export type RequestFacts = {
  readonly answer: {
    readonly state: 'waiting' | 'half-approved' | 'approved' | 'denied';
    readonly reason?: string;
    readonly until?: number;
  };
};

/** The state of a request in a sentence, and what whoever answered wrote. */
export function requestWords(person: Person, { answer }: RequestFacts): string {
  const state = `${stateOf(person, answer)}.`;
  return answer.reason === undefined
    ? state
    : `${state} ${text(person.language, 'notice.exemption-answered.reason', { reason: answer.reason })}`;
}

function stateOf({ language, timeZone }: Person, { state, until }: RequestFacts['answer']): string {
  if (state !== 'approved') return text(language, `request.${state}`, {});
  return until === undefined
    ? text(language, 'request.approved.no-date', {})
    : text(language, 'request.approved', { until }, timeZone);
}
