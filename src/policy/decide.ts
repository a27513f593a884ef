import type { Effect } from './ban.ts';
import { addDays, afterWorkingDays } from './calendar-day.ts';
import type { DecideInput, GraceRecord } from './decide-input.ts';
import type { Decision, Decisions, Standing } from './decision.ts';
import { compareEffects } from './effect-order.ts';
import type { EffectiveBan } from './effective.ts';
import { exemptionInForce, loweredInForce } from './exemption-in-force.ts';
import type { AppMatch, InstalledSubject, Subject } from './facts.ts';
import { matchInline } from './inline-matcher.ts';
import { isProtected } from './protected.ts';
import type { ReasonCode } from './reasons.ts';
import { isWeakMatch } from './weak-match.ts';

/** What a ban does now, and until when. */
export type Ruling = {
  readonly effect: Effect | 'none';
  readonly reason: ReasonCode;
  readonly deadline?: number;
  readonly until?: number;
};

/** Judges subjects under one policy at one moment. Making one is cheap; judging a subject touches only bans that name it. */
export type Judge = {
  /** Every ban's decision about this subject, sorted by ban. */
  readonly judge: (subject: Subject) => readonly Decision[];
  /** The one that counts; undefined where no ban concerns the subject. */
  readonly verdict: (subject: Subject) => Decision | undefined;
};

/** The order of decision of `architecture.md`, for all facts. Pure: same input, same output; the order of facts is irrelevant. */
export function decide(input: DecideInput): Decisions {
  const { judge } = judgeFor(input);
  const known = (
    fact: DecideInput['facts']['installed'] | DecideInput['facts']['running'],
  ): readonly Subject[] => (fact.state === 'known' ? fact.value : []);
  const subjects = [...known(input.facts.installed), ...known(input.facts.running)];
  const verdicts: Decision[] = [];
  const all: Decision[] = [];
  for (const subject of subjects) {
    const decisions = judge(subject);
    all.push(...decisions);
    const first = strictest(decisions, input);
    if (first !== undefined) verdicts.push(first);
  }
  return {
    verdicts: verdicts.sort(bySubject),
    all: all.sort((one, other) => compareText(one.ban, other.ban) || bySubject(one, other)),
    standings: standings(input, all),
  };
}

export function judgeFor(input: DecideInput): Judge {
  const byApp = new Map<string, EffectiveBan[]>();
  const inline: EffectiveBan[] = [];
  for (const ban of input.policy.bans) {
    for (const app of ban.ban.apps ?? []) byApp.set(app, [...(byApp.get(app) ?? []), ban]);
    if (ban.ban.matcher !== undefined) inline.push(ban);
  }
  const judge = (subject: Subject): readonly Decision[] => {
    const found = new Map<EffectiveBan, AppMatch>();
    for (const match of subject.matches) {
      for (const ban of byApp.get(match.app) ?? []) consider(found, ban, match);
      for (const ban of match.forkOf === undefined ? [] : (byApp.get(match.forkOf) ?? []))
        consider(found, ban, { ...match, channel: 'fork' });
    }
    for (const ban of inline) {
      const match =
        ban.ban.matcher === undefined ? undefined : matchInline(ban.ban.matcher, subject.evidence);
      if (match !== undefined) consider(found, ban, match);
    }
    return [...found]
      .map(([ban, match]) => decisionOf(ban, match, subject, input))
      .sort((one, other) => compareText(one.ban, other.ban));
  };
  return { judge, verdict: (subject) => strictest(judge(subject), input) };
}

function consider(found: Map<EffectiveBan, AppMatch>, ban: EffectiveBan, match: AppMatch): void {
  const { channels } = ban.ban;
  if (channels !== undefined && !channels.includes(match.channel)) return;
  const other = found.get(ban);
  if (other === undefined || betterMatch(match, other)) found.set(ban, match);
}

/** Of two matches of one subject the surer one is told; the tie is broken by name so that order never matters. */
function betterMatch(one: AppMatch, other: AppMatch): boolean {
  if (one.strength !== other.strength) return one.strength === 'certain';
  if (one.evidence.length !== other.evidence.length) return one.evidence.length > other.evidence.length;
  return compareText(`${one.app} ${one.channel}`, `${other.app} ${other.channel}`) < 0;
}

/** What holds off a block for a time. */
const blocksLater: ReadonlySet<ReasonCode> = new Set(['grace', 'grace-not-started', 'offline-code']);

function decisionOf(
  effective: EffectiveBan,
  match: AppMatch,
  subject: Subject,
  input: DecideInput,
): Decision {
  const ruling = rule(effective, subject, match, input);
  const later = blocksLater.has(ruling.reason) ? 'block' : ruling.effect;
  return {
    ban: effective.ban.id,
    subject: subject.key,
    subjectKind: subject.kind,
    ...(subject.account === undefined ? {} : { account: subject.account }),
    ...(match.app === '' ? {} : { app: match.app }),
    channel: match.channel,
    evidence: match.evidence,
    confidence: match.confidence,
    effect: ruling.effect,
    effectLater: later,
    reason: ruling.reason,
    origin: effective.origin,
    ...(ruling.deadline === undefined ? {} : { deadline: ruling.deadline }),
    ...(ruling.until === undefined ? {} : { until: ruling.until }),
  };
}

/** What holds for the ban whatever the subject is: audience, features, from, org tree, review date. */
function ruleForDevice(effective: EffectiveBan, input: Pick<DecideInput, 'policy' | 'now'>): Ruling {
  const { ban } = effective;
  const { zone } = input.policy;
  if (!effective.forThisDevice) return { effect: 'none', reason: 'not-for-this-device' };
  if (!effective.understood) return { effect: 'none', reason: 'unknown-feature' };
  if (input.now < zone.startOf(ban.from)) return { effect: 'none', reason: 'not-yet' };
  if (effective.allowed === 'none') return { effect: 'none', reason: 'declined' };
  if (input.now >= zone.startOf(addDays(ban.review, 1)))
    return { effect: oneStepDown(effective.allowed), reason: 'review-passed' };
  if (effective.origin.binding === 'recommended' && effective.distance > 0)
    return { effect: effective.allowed, reason: 'recommended' };
  const reasons = { inform: 'informed', warn: 'warned', block: 'blocked' } as const;
  return { effect: effective.allowed, reason: reasons[effective.allowed] };
}

function rule(effective: EffectiveBan, subject: Subject, match: AppMatch, input: DecideInput): Ruling {
  const device = ruleForDevice(effective, input);
  if (device.effect === 'none') return device;
  const silenced = exemptOrPaused(effective, subject.account, input);
  if (silenced !== undefined) return silenced;
  if (device.effect !== 'block') return device;
  if (subject.kind === 'running' && isProtected(subject.path, input.facts.device.os, input.ownPaths))
    return { effect: 'warn', reason: 'protected' };
  if (isWeakMatch(match)) return { effect: 'warn', reason: 'hint-only' };
  return inGrace(effective, subject, input) ?? lowered(effective, subject.account, input) ?? device;
}

/**
 * What one ban does about its web client, for one account. Nobody keeps a history of pages, so whether it was used before
 * the ban is unknown, and what is unknown counts as before: where the ban has grace, everybody has it.
 */
export function webRuling(
  effective: EffectiveBan,
  account: string,
  input: Omit<DecideInput, 'facts' | 'ownPaths'>,
): Ruling {
  const device = ruleForDevice(effective, input);
  if (device.effect === 'none') return device;
  const silenced = exemptOrPaused(effective, account, input);
  if (silenced !== undefined || device.effect !== 'block') return silenced ?? device;
  return graceRuling(effective, account, input) ?? lowered(effective, account, input) ?? device;
}

/** `block` acts as `warn` for whoever redeemed a code. */
function lowered(
  effective: EffectiveBan,
  account: string | undefined,
  input: Omit<DecideInput, 'facts' | 'ownPaths'>,
): Ruling | undefined {
  const exemption = loweredInForce(effective, account, input);
  return exemption && { effect: 'warn', reason: 'offline-code', until: exemption.until };
}

function exemptOrPaused(
  effective: EffectiveBan,
  account: string | undefined,
  input: Omit<DecideInput, 'facts' | 'ownPaths'>,
): Ruling | undefined {
  const exemption = exemptionInForce(effective, account, input);
  if (exemption !== undefined) return { effect: 'none', reason: 'exempt', until: exemption.until };
  const { longestPauseHours } = input.policy.organisation.limits;
  const pause = input.pauses
    .filter(
      (one) =>
        effective.ban.pausable === true &&
        one.ban === effective.ban.id &&
        one.until - one.from <= longestPauseHours * 3_600_000 &&
        one.from <= input.now &&
        input.now < one.until,
    )
    .reduce<number>((latest, one) => Math.max(latest, one.until), 0);
  return pause === 0 ? undefined : { effect: 'none', reason: 'paused', until: pause };
}

function inGrace(effective: EffectiveBan, subject: Subject, input: DecideInput): Ruling | undefined {
  const { grace, from } = effective.ban;
  if (grace === undefined) return undefined;
  if (!wasHereBefore(effective, subject, input.policy.zone.startOf(from), input)) return undefined;
  return graceRuling(effective, subject.account, input);
}

function graceRuling(
  effective: EffectiveBan,
  account: string | undefined,
  input: Pick<DecideInput, 'policy' | 'grace' | 'now'>,
): Ruling | undefined {
  const { grace, id } = effective.ban;
  if (grace === undefined) return undefined;
  const { zone, organisation } = input.policy;
  const cap = zone.startOf(addDays(grace.until, 1));
  if (input.now >= cap) return undefined;
  const record = graceOf(input.grace, id, account);
  if (record === undefined) return { effect: 'warn', reason: 'grace-not-started', deadline: cap };
  const calendar = { zone, rules: organisation.calendar };
  const deadline = Math.min(
    cap,
    afterWorkingDays(record.startedAt, grace.workingDays, calendar, record.absentDays),
  );
  return input.now < deadline ? { effect: 'warn', reason: 'grace', deadline } : undefined;
}

/** The earliest record counts: grace is never restarted. */
function graceOf(
  records: readonly GraceRecord[],
  ban: string,
  account: string | undefined,
): GraceRecord | undefined {
  return records
    .filter((record) => record.ban === ban && (account === undefined || record.account === account))
    .reduce<GraceRecord | undefined>(
      (first, one) => (first === undefined || one.startedAt < first.startedAt ? one : first),
      undefined,
    );
}

/** Installed or used before the ban began. What is unknown counts as before: it never means block. */
function wasHereBefore(effective: EffectiveBan, subject: Subject, from: number, input: DecideInput): boolean {
  if (subject.kind === 'running' && subject.startedAt < from) return true;
  if (subject.kind === 'installed') return subject.installedAt === undefined || subject.installedAt < from;
  const { installed } = input.facts;
  if (installed.state !== 'known') return true;
  return installed.value.some(
    (one) =>
      (one.account === undefined || one.account === subject.account) &&
      (one.installedAt === undefined || one.installedAt < from) &&
      names(effective, one),
  );
}

function names(effective: EffectiveBan, subject: InstalledSubject): boolean {
  const apps = effective.ban.apps ?? [];
  return (
    subject.matches.some(
      ({ app, forkOf }) => apps.includes(app) || (forkOf !== undefined && apps.includes(forkOf)),
    ) ||
    (effective.ban.matcher !== undefined &&
      matchInline(effective.ban.matcher, subject.evidence) !== undefined)
  );
}

function oneStepDown(effect: Effect): Effect | 'none' {
  const lower = { block: 'warn', warn: 'inform', inform: 'none' } as const;
  return lower[effect];
}

/** Rule 2: the strictest wins; on a tie the earliest deadline, then the nearest unit, then the id so that order never matters. */
function strictest(decisions: readonly Decision[], input: DecideInput): Decision | undefined {
  const distance = new Map(input.policy.bans.map((one) => [one.ban.id, one.distance] as const));
  const rank = (one: Decision, other: Decision): number =>
    compareEffects(other.effect, one.effect) ||
    (one.deadline ?? Infinity) - (other.deadline ?? Infinity) ||
    (distance.get(one.ban) ?? 0) - (distance.get(other.ban) ?? 0) ||
    compareText(one.ban, other.ban);
  return decisions.reduce<Decision | undefined>(
    (best, one) => (best === undefined || rank(one, best) < 0 ? one : best),
    undefined,
  );
}

function standings(input: DecideInput, all: readonly Decision[]): readonly Standing[] {
  const factsKnown = input.facts.installed.state === 'known' && input.facts.running.state === 'known';
  const found = new Set(all.map(({ ban }) => ban));
  const presence = (ban: string): Standing['presence'] =>
    found.has(ban) ? 'found' : factsKnown ? 'absent' : 'unknown';
  const readable = input.policy.bans.map((effective): Standing => {
    const device = ruleForDevice(effective, input);
    const ruling =
      device.effect === 'none' ? device : (exemptOrPaused(effective, undefined, input) ?? device);
    const { id } = effective.ban;
    return {
      ban: id,
      effect: ruling.effect,
      reason: ruling.reason,
      origin: effective.origin,
      presence: presence(id),
    };
  });
  const unreadable = input.policy.unreadable.map((one): Standing => ({
    ban: one.id,
    effect: 'none',
    reason: 'unreadable-ban',
    origin: { unit: one.unit, binding: 'mandatory', release: input.policy.release },
    presence: 'unknown',
  }));
  return [...readable, ...unreadable].sort((one, other) => compareText(one.ban, other.ban));
}

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
const bySubject = (one: Decision, other: Decision): number =>
  compareText(one.subject, other.subject) || compareText(one.account ?? '', other.account ?? '');
