import type { Catalogue } from '#catalogue/compile.ts';
import { matchApps } from '#catalogue/match.ts';
import { wantedEvidence, type WantedEvidence } from '#catalogue/wanted-evidence.ts';
import { zoneOf } from '#policy/calendar-day.ts';
import { judgeFor } from '#policy/decide.ts';
import type { DecideInput } from '#policy/decide-input.ts';
import type { Evidence } from '#policy/evidence.ts';
import type { AppMatch, RunningSubject } from '#policy/facts.ts';
import { stops, type GuardBasis } from './basis.ts';

/** One basis, laid out so that judging a start costs microseconds. */
export type World = {
  readonly basis: GuardBasis;
  readonly wanted: WantedEvidence;
  readonly match: (evidence: readonly Evidence[]) => readonly AppMatch[];
  readonly nameOf: (uid: number) => string | undefined;
  readonly homeOf: (uid: number) => string | undefined;
  /** Signed time, epoch ms. */
  readonly now: () => number;
  /** Whether a ban says anything of such a program, whatever it is. */
  readonly concerns: (subject: RunningSubject) => boolean;
  /** Whether it is stopped. */
  readonly blocks: (subject: RunningSubject) => boolean;
  /** Names that stand for everybody: all whom the basis treats by name, and one that nothing is known of. */
  readonly everybody: readonly string[];
};

/** No account has this name. */
const anybody = '\0';

/** `elapsedMs`: a clock that never jumps. */
export function worldOf(basis: GuardBasis, catalogue: Catalogue, elapsedMs: () => number): World {
  const since = elapsedMs();
  const now = (): number => basis.now + (elapsedMs() - since);
  const { accounts, exemptions, grace, installed, os, ownPaths, pauses } = basis;
  const policy = { ...basis.policy, zone: zoneOf(basis.policy.organisation.calendar.timeZone) };
  const input: DecideInput = {
    policy,
    exemptions,
    pauses,
    grace,
    ownPaths,
    facts: {
      device: { os, class: policy.class, accounts: accounts.map(({ name }) => name) },
      installed:
        installed === undefined
          ? { state: 'unknown', why: 'the installed programs are not known' }
          : { state: 'known', at: basis.now, value: installed },
      running: { state: 'unknown', why: 'one start is judged at a time' },
    },
    // Read by every ruling: time goes on between two of them.
    get now() {
      return now();
    },
  };
  const { judge } = judgeFor(input);
  const people = new Map(accounts.map((account) => [account.uid, account]));
  return {
    basis,
    wanted: wantedEvidence(catalogue, appsSought(basis)),
    match: (evidence) => matchApps(catalogue, evidence),
    nameOf: (uid) => people.get(uid)?.name,
    homeOf: (uid) => people.get(uid)?.home,
    now,
    concerns: (subject) => judge(subject).length > 0,
    // The strictest of several decisions counts, and nothing is stricter than a block.
    blocks: (subject) => judge(subject).some(({ effect }) => effect === 'block'),
    everybody: [
      ...new Set([
        ...accounts.map(({ name }) => name),
        ...[...exemptions, ...grace, ...(installed ?? [])].flatMap(({ account }) => account ?? []),
        anybody,
      ]),
    ],
  };
}

/** Apps whose programs may be denied; undefined, all, where a matcher asks for what only a look inside or around can tell. */
function appsSought({ policy }: GuardBasis): ReadonlySet<string> | undefined {
  const blocking = policy.bans.filter(stops);
  const asksInside = blocking.some(({ ban }) =>
    ban.matcher?.all.some(({ kind }) => kind === 'binary-marker' || kind === 'data-folder'),
  );
  return asksInside ? undefined : new Set(blocking.flatMap(({ ban }) => ban.apps ?? []));
}
