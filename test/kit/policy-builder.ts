import type { Ban } from '#policy/ban.ts';
import type { DecideInput } from '#policy/decide-input.ts';
import { effectivePolicy, type DevicePlace, type EffectivePolicy } from '#policy/effective.ts';
import type { Adoption } from '#policy/ban.ts';
import type { AppMatch, Facts, InstalledSubject, RunningSubject } from '#policy/facts.ts';
import type { Organisation } from '#policy/organisation.ts';
import type { Release } from '#policy/release.ts';

/** Small, valid policy values for tests; every one can be overridden. */
export const oslo = 'Europe/Oslo';
/** 2026-03-02 is a Monday; 12:00 in Oslo. */
export const monday = Date.UTC(2026, 2, 2, 11);
export const day = 86_400_000;

export function ban(over: Partial<Ban> = {}): Ban {
  return {
    id: 'telegram-ban',
    apps: ['telegram'],
    effect: 'block',
    binding: 'mandatory',
    from: '2026-01-05',
    review: '2027-01-05',
    removal: 'offer',
    exemptions: { allowed: true, longestDays: 30 },
    basis: { kind: 'decision', decidedBy: 'The council', reference: '2026/17', date: '2025-12-18' },
    notice: { why: { en: 'It collects much.' } },
    ...over,
  };
}

export function organisation(over: Partial<Organisation> = {}): Organisation {
  return {
    id: 'example',
    name: 'Example municipality',
    contact: { name: 'IT service', mail: 'it@example.org' },
    languages: ['en'],
    units: [
      { id: 'root', name: 'Municipality' },
      { id: 'school', name: 'Schools', parent: 'root' },
      { id: 'north', name: 'North school', parent: 'school' },
    ],
    calendar: { timeZone: oslo, workingDays: [1, 2, 3, 4, 5], holidays: [], absence: 'pause' },
    limits: { exemptions: true, longestPauseHours: 72 },
    subscriptions: [],
    ...over,
  };
}

export function release(over: Partial<Release> = {}): Release {
  return {
    version: 1,
    issuedAt: monday,
    organisation: organisation(),
    fragments: [],
    serverKeys: ['AAAA'],
    ...over,
  };
}

export type UnitBans = {
  readonly unit: string;
  readonly bans?: readonly Ban[];
  readonly adoptions?: readonly Adoption[];
};

export function policyOf(
  units: readonly UnitBans[],
  place: Partial<DevicePlace> = {},
  over: Partial<Release> = {},
): EffectivePolicy {
  return effectivePolicy(
    release(over),
    units.map(({ unit, bans, adoptions }) => ({
      unit,
      bans: bans ?? [],
      adoptions: adoptions ?? [],
      unreadable: [],
      apps: [],
    })),
    { unit: 'root', labels: [], class: 'service', ...place },
  );
}

export function match(over: Partial<AppMatch> = {}): AppMatch {
  return {
    app: 'telegram',
    channel: 'native',
    evidence: [{ kind: 'deb-package', value: 'telegram-desktop' }],
    confidence: 'primary',
    strength: 'certain',
    ...over,
  };
}

export function running(over: Partial<RunningSubject> = {}): RunningSubject {
  return {
    kind: 'running',
    key: 'boot 100 1',
    account: 'kari',
    evidence: [],
    matches: [match()],
    path: '/usr/bin/telegram-desktop',
    pid: 100,
    startedAt: monday,
    alreadyRunning: false,
    ...over,
  };
}

export function installed(over: Partial<InstalledSubject> = {}): InstalledSubject {
  return {
    kind: 'installed',
    key: 'dpkg machine telegram-desktop',
    evidence: [],
    matches: [match()],
    installedAt: monday - day,
    ...over,
  };
}

export function facts(
  over: {
    readonly installed?: readonly InstalledSubject[] | undefined;
    readonly running?: readonly RunningSubject[] | undefined;
    readonly class?: Facts['device']['class'];
  } = {},
): Facts {
  return {
    device: { os: 'linux', class: over.class ?? 'service', accounts: ['kari', 'ola'] },
    installed: { state: 'known', at: monday, value: over.installed ?? [] },
    running: { state: 'known', at: monday, value: over.running ?? [] },
  };
}

export function input(over: Partial<DecideInput> = {}): DecideInput {
  return {
    policy: policyOf([{ unit: 'root', bans: [ban()] }]),
    exemptions: [],
    pauses: [],
    facts: facts({ running: [running()] }),
    grace: [],
    ownPaths: ['/usr/lib/portvakt/node'],
    now: monday,
    ...over,
  };
}
