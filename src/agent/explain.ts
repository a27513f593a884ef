import { realpathSync, statSync, type Stats } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { appNameOf } from '#agent/actions/notice-content.ts';
import type { App } from '#catalogue/app.ts';
import { text } from '#locales/text.ts';
import type { ProgramIdentifier } from '#platform/program-identity/port.ts';
import type { Sessions } from '#platform/sessions/port.ts';
import { addDays } from '#policy/calendar-day.ts';
import type { Decision } from '#policy/decision.ts';
import type { Outcome } from '#policy/outcome.ts';
import { fail, ok } from '#policy/outcome.ts';
import { isWeakMatch } from '#policy/weak-match.ts';
import type { Explanation, LocalFaultCode } from '#protocol/tray-agent.ts';
import type { Cycle } from './cycle.ts';
import type { PolicyInForce } from './cycle-parts.ts';

export type ExplainParts = {
  readonly identifier: ProgramIdentifier;
  readonly sessions: Sessions;
  readonly cycle: Pick<Cycle, 'judge' | 'match'>;
  readonly policyIn: () => PolicyInForce | undefined;
  readonly appOf: (id: string) => App | undefined;
  readonly now: () => number;
  /** Whether what is blocked is refused before it starts. */
  readonly refusesStarts: () => boolean;
};

/** What a program is, what the policy would do if the caller started it now, and why. */
export async function explain(
  parts: ExplainParts,
  caller: { readonly uid: number; readonly account: string },
  path: string,
): Promise<Outcome<Explanation, LocalFaultCode>> {
  const account = parts.sessions.accounts().find(({ uid }) => uid === caller.uid);
  const real = readableBy({ uid: caller.uid, gid: account?.gid ?? -1 }, path);
  if (real === undefined) return fail('not-readable');
  const home = account === undefined ? {} : { home: account.home };
  const file = { path: real, ...home };
  const isHint = parts.cycle.match(parts.identifier.quick(file).evidence).some(isWeakMatch);
  const { evidence } = await parts.identifier.thorough(file, isHint ? 'owned-too' : undefined);
  const matches = parts.cycle.match(evidence);
  const decisions = parts.cycle.judge({
    kind: 'running',
    key: 'explained',
    account: caller.account,
    evidence,
    matches,
    path: real,
    pid: 0,
    startedAt: parts.now(),
    alreadyRunning: false,
  });
  const isRefused = parts.refusesStarts() && decisions.some(({ effect }) => effect === 'block');
  return ok({
    path: real,
    evidence: evidence.map(({ kind, value }) => ({ kind, value })),
    matches: matches.map(({ app, channel, strength, confidence, evidence: by }) => ({
      app,
      name: parts.appOf(app)?.name ?? app,
      channel,
      strength,
      confidence,
      by: by.map(({ kind, value }) => ({ kind, value })),
    })),
    decisions: decisions.map((decision) => ({
      ban: decision.ban,
      effect: decision.effect,
      reason: decision.reason,
      origin: `${decision.origin.unit}, ${decision.origin.binding}, release ${decision.origin.release}`,
      sentence: sentenceOf(decision, parts),
    })),
    ...(isRefused ? { refused: true as const } : {}),
  });
}

/** The reason of a decision as a sentence. */
export function sentenceOf(decision: Decision, parts: Pick<ExplainParts, 'policyIn' | 'appOf'>): string {
  const policy = parts.policyIn()?.policy;
  const effective = policy?.bans.find(({ ban }) => ban.id === decision.ban);
  if (policy === undefined || effective === undefined) return '';
  const { timeZone } = policy.organisation.calendar;
  const app = appNameOf(effective, decision.app, parts.appOf);
  const organisation = policy.organisation.name;
  const unitName = policy.organisation.units.find(({ id }) => id === decision.origin.unit)?.name;
  const unit = unitName ?? decision.origin.unit;
  const startOf = (day: string): number => policy.zone.startOf(day);
  const { reason } = decision;
  switch (reason) {
    case 'blocked':
    case 'warned':
    case 'informed':
      return text('en', `reason.${reason}`, { app, organisation }, timeZone);
    case 'recommended':
      return text('en', 'reason.recommended', { app, organisation, unit }, timeZone);
    case 'declined':
      return text('en', 'reason.declined', { app, unit }, timeZone);
    case 'grace':
      return text('en', 'reason.grace', { app, deadline: decision.deadline ?? 0 }, timeZone);
    case 'exempt':
    case 'offline-code':
    case 'paused':
      return text('en', `reason.${reason}`, { app, until: decision.until ?? 0 }, timeZone);
    case 'review-passed':
      return text(
        'en',
        'reason.review-passed',
        { app, date: startOf(addDays(effective.ban.review, 1)) },
        timeZone,
      );
    case 'not-yet':
      return text('en', 'reason.not-yet', { app, date: startOf(effective.ban.from) }, timeZone);
    case 'protected':
      return text('en', 'reason.protected', {}, timeZone);
    case 'unknown-feature':
    case 'unreadable-ban':
      return text('en', `reason.${reason}`, { ban: decision.ban }, timeZone);
    case 'grace-not-started':
    case 'hint-only':
    case 'not-for-this-device':
    case 'fact-unknown':
    case 'not-found':
      return text('en', `reason.${reason}`, { app }, timeZone);
  }
}

/**
 * The real path if this account could read it by the file modes of it and of every folder above. Supplementary groups
 * are not looked up: who depends on one is refused.
 */
export function readableBy(
  who: { readonly uid: number; readonly gid: number },
  path: string,
): string | undefined {
  if (!isAbsolute(path)) return undefined;
  try {
    const real = realpathSync(path);
    const stats = statSync(real);
    if (!stats.isFile() || !allows(stats, who, 4)) return undefined;
    // Both the path as it was named and the real one: a link in a closed folder tells nothing either.
    for (const start of [path, real])
      for (let folder = dirname(start); ; folder = dirname(folder)) {
        if (!allows(statSync(folder), who, 1)) return undefined;
        if (folder === dirname(folder)) break;
      }
    return real;
  } catch {
    return undefined;
  }
}

function allows(
  { gid, mode, uid }: Stats,
  who: { readonly uid: number; readonly gid: number },
  bit: number,
): boolean {
  if (who.uid === 0) return true;
  const shift = uid === who.uid ? 6 : gid === who.gid ? 3 : 0;
  return ((mode >> shift) & bit) === bit;
}
