import type { Person } from './person.ts';
import { isReason, reasonText, type Reason } from './reason.ts';
import { text } from './text.ts';

/** What the sentences about the agent are made from; the protocol's `AgentStatus` fits it, and a test holds the two together. */
export type StatusFacts = {
  readonly state: 'waiting-for-organisation' | 'awaiting-approval' | 'active' | 'device-revoked';
  readonly server: { readonly connected: boolean; readonly lastContact?: number };
  readonly organisation?: { readonly name: string };
  readonly unit?: string;
};

export type BanFacts = {
  readonly ban: string;
  readonly apps: readonly string[];
  readonly reason: string;
  readonly deadline?: number;
  readonly exemptUntil?: number;
  readonly codeUntil?: number;
};

/** The agent's state in a sentence. */
export function stateWords({ language }: Person, status: StatusFacts): string {
  const organisation = status.organisation?.name ?? '-';
  return status.state === 'waiting-for-organisation'
    ? text(language, 'status.waiting-for-organisation', {})
    : text(language, `status.${status.state}`, { organisation });
}

export function serverWords({ language, timeZone }: Person, { server }: StatusFacts): string {
  if (server.connected) return text(language, 'status.server.connected', {});
  return server.lastContact === undefined
    ? text(language, 'status.server.never', {})
    : text(language, 'status.server.unreachable', { since: server.lastContact }, timeZone);
}

/**
 * Why the ban does what it does now. Where the status lacks the date that the full sentence names, a sentence without
 * one; undefined for a reason that is not known (a newer agent's).
 */
export function reasonWords(person: Person, status: StatusFacts, ban: BanFacts): string | undefined {
  const { language, timeZone } = person;
  const { reason, deadline } = ban;
  const until = reason === 'offline-code' ? ban.codeUntil : ban.exemptUntil;
  if (!isReason(reason)) return undefined;
  // One name, for the grammar of the sentence; the heading beside it says that there are more.
  const [app = ban.ban] = ban.apps;
  const undated = withoutDate(reason, { deadline, until });
  if (undated !== undefined) return text(language, `undated.${undated}`, { app });
  const organisation = status.organisation?.name ?? '-';
  return reasonText(
    language,
    reason,
    {
      ...{ app, organisation, unit: status.unit ?? organisation, ban: ban.ban },
      ...(deadline === undefined ? {} : { deadline }),
      ...(until === undefined ? {} : { until }),
    },
    timeZone,
  );
}

/** The reason again, if its sentence needs a date that is not known. */
function withoutDate(
  reason: Reason,
  known: { readonly deadline: number | undefined; readonly until: number | undefined },
): 'grace' | 'exempt' | 'paused' | 'not-yet' | 'review-passed' | undefined {
  if (reason === 'grace') return known.deadline === undefined ? reason : undefined;
  if (reason === 'offline-code') return known.until === undefined ? 'grace' : undefined;
  if (reason === 'exempt' || reason === 'paused') return known.until === undefined ? reason : undefined;
  return reason === 'not-yet' || reason === 'review-passed' ? reason : undefined;
}
