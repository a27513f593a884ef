import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Adoption, Ban } from '#policy/ban.ts';
import { decide } from '#policy/decide.ts';
import type { DecideInput } from '#policy/decide-input.ts';
import { compareEffects } from '#policy/effect-order.ts';
import type { Facts } from '#policy/facts.ts';
import { reasonCodes } from '#policy/reasons.ts';
import {
  ban,
  day,
  installed,
  match,
  monday,
  policyOf,
  running,
  type UnitBans,
} from '#test/kit/policy-builder.ts';

const effect = fc.constantFrom('inform', 'warn', 'block');
const someDay = fc.constantFrom('2025-01-01', '2026-03-01', '2026-03-02', '2026-06-01');
const bans = (prefix: string): fc.Arbitrary<Ban[]> =>
  fc.uniqueArray(
    fc
      .record({
        number: fc.nat(5),
        effect,
        binding: fc.constantFrom('mandatory', 'recommended'),
        from: someDay,
        review: someDay,
        app: fc.constantFrom('telegram', 'tiktok'),
        graced: fc.boolean(),
        allowed: fc.boolean(),
      })
      .map(({ number, app, graced, allowed, ...rest }) =>
        ban({
          ...rest,
          id: `${prefix}-${number}`,
          apps: [app],
          exemptions: { allowed, longestDays: 30 },
          ...(graced && rest.effect === 'block' ? { grace: { workingDays: 2, until: '2026-03-31' } } : {}),
        }),
      ),
    { maxLength: 4, selector: ({ id }) => id },
  );
const adoptions = fc.array(
  fc
    .record({ ban: fc.nat(5).map((n) => `root-${n}`), declined: fc.boolean(), effect })
    .map(({ ban: id, declined, effect: chosen }): Adoption =>
      declined
        ? { ban: id, as: 'declined', reason: 'no' }
        : { ban: id, as: 'adopted', effect: chosen, reason: 'yes' },
    ),
  { maxLength: 3 },
);
const matches = fc.constantFrom(
  [],
  [match()],
  [match({ app: 'tiktok' })],
  [match({ strength: 'hint' })],
  [match({ confidence: 'unverified' })],
  [match({ app: '64gram', forkOf: 'telegram' })],
  [match(), match({ app: 'tiktok' })],
);
const path = fc.constantFrom(
  '/usr/bin/telegram-desktop',
  '/home/kari/x',
  '/usr/lib/systemd/systemd',
  '/bin/sh',
);
const account = fc.constantFrom('kari', 'ola');
const runningFacts = fc.uniqueArray(
  fc
    .record({ pid: fc.integer({ min: 2, max: 60 }), matches, path, account, old: fc.boolean() })
    .map((one) =>
      running({ ...one, key: `boot ${one.pid}`, startedAt: one.old ? monday - 500 * day : monday }),
    ),
  { maxLength: 6, selector: ({ key }) => key },
);
const installedFacts = fc.uniqueArray(
  fc
    .record({ name: fc.nat(20), matches, installedAt: fc.constantFrom(0, monday - day) })
    .map(({ name, ...rest }) => installed({ ...rest, key: `dpkg ${name}` })),
  { maxLength: 6, selector: ({ key }) => key },
);
const given: fc.Arbitrary<{ readonly units: UnitBans[]; readonly input: DecideInput }> = fc
  .record({
    root: bans('root'),
    school: bans('school'),
    answers: adoptions,
    running: runningFacts,
    installed: installedFacts,
    grace: fc.array(
      fc.record({
        ban: fc.nat(5).map((n) => `root-${n}`),
        account,
        startedAt: fc.integer({ min: monday - 20 * day, max: monday }),
        absentDays: fc.constant([]),
      }),
      { maxLength: 3 },
    ),
    exemptions: fc.array(
      fc
        .record({
          ban: fc.nat(5).map((n) => `root-${n}`),
          account,
          from: fc.nat(10),
          days: fc.integer({ min: 1, max: 20 }),
        })
        .map(({ ban: id, account: who, from, days }) => ({
          id: '0'.repeat(32),
          ban: id,
          account: who,
          purpose: 'p',
          from: monday - from * day,
          until: monday + (days - from) * day,
          approvedBy: ['A'],
        })),
      { maxLength: 3 },
    ),
  })
  .map(({ root, school, answers, running: runs, installed: has, grace, exemptions }) => {
    const units: UnitBans[] = [
      { unit: 'root', bans: root },
      { unit: 'school', bans: school, adoptions: answers },
    ];
    const facts: Facts = {
      device: { os: 'linux', class: 'service', accounts: ['kari', 'ola'] },
      installed: { state: 'known', at: monday, value: has },
      running: { state: 'known', at: monday, value: runs },
    };
    const policy = policyOf(units, { unit: 'school' });
    return { units, input: { policy, exemptions, pauses: [], facts, grace, ownPaths: [], now: monday } };
  });

it('same input, same output, whatever the order of facts, bans, exemptions and graces', () => {
  fc.assert(
    fc.property(given, fc.infiniteStream(fc.nat(1_000)), ({ input }, stream) => {
      const shuffle = <T>(items: readonly T[]): T[] =>
        items
          .map((item) => ({ item, at: Number(stream.next().value) }))
          .sort((one, other) => one.at - other.at)
          .map(({ item }) => item);
      const { installed: has, running: runs } = input.facts;
      if (has.state !== 'known' || runs.state !== 'known') throw new Error('known');
      const mixed: DecideInput = {
        ...input,
        policy: { ...input.policy, bans: shuffle(input.policy.bans) },
        exemptions: shuffle(input.exemptions),
        grace: shuffle(input.grace),
        facts: {
          ...input.facts,
          installed: { ...has, value: shuffle(has.value) },
          running: { ...runs, value: shuffle(runs.value) },
        },
      };
      expect(decide(mixed)).toEqual(decide(input));
    }),
  );
});

it('an unknown fact is never compliance and never a block', () => {
  fc.assert(
    fc.property(given, fc.constantFrom('unknown', 'unsupported'), ({ input }, state) => {
      const gone = state === 'unknown' ? ({ state, why: 'test' } as const) : ({ state } as const);
      const blind = decide({ ...input, facts: { ...input.facts, installed: gone, running: gone } });
      expect(blind.verdicts).toEqual([]);
      expect(blind.standings.every(({ presence }) => presence === 'unknown')).toBe(true);
      // Knowing less about installed apps never makes a running one worse off.
      const whole = new Map(
        decide(input).verdicts.map((one) => [`${one.subject} ${one.account}`, one] as const),
      );
      const half = decide({ ...input, facts: { ...input.facts, installed: gone } });
      for (const verdict of half.verdicts) {
        const before = whole.get(`${verdict.subject} ${verdict.account}`);
        if (before !== undefined)
          expect(compareEffects(verdict.effect, before.effect)).toBeLessThanOrEqual(0);
      }
    }),
  );
});

it('a child never weakens: with its own file nothing mandatory from above becomes weaker', () => {
  fc.assert(
    fc.property(given, ({ units, input }) => {
      const [root] = units;
      if (root === undefined) throw new Error('root');
      const mandatory = (root.bans ?? []).filter(({ binding }) => binding === 'mandatory');
      const above = policyOf([{ unit: 'root', bans: mandatory }], { unit: 'school' });
      const strictly = new Map(
        decide({ ...input, policy: above }).verdicts.map(
          (one) => [`${one.subject} ${one.account}`, one.effect] as const,
        ),
      );
      const withChild = new Map(
        decide(input).verdicts.map((one) => [`${one.subject} ${one.account}`, one.effect] as const),
      );
      for (const [subject, least] of strictly)
        expect(compareEffects(withChild.get(subject) ?? 'none', least)).toBeGreaterThanOrEqual(0);
    }),
  );
});

it('an expired exemption never helps', () => {
  fc.assert(
    fc.property(given, ({ input }) => {
      const over = input.exemptions.filter(({ until }) => until <= input.now);
      expect(decide({ ...input, exemptions: over })).toEqual(decide({ ...input, exemptions: [] }));
    }),
  );
});

it('protected programs, hints and unverified evidence are never blocked while running', () => {
  fc.assert(
    fc.property(given, ({ input }) => {
      const { running: runs } = input.facts;
      if (runs.state !== 'known') throw new Error('known');
      const byKey = new Map(runs.value.map((one) => [one.key, one] as const));
      for (const verdict of decide(input).verdicts) {
        if (verdict.effect !== 'block' || verdict.subjectKind !== 'running') continue;
        const subject = byKey.get(verdict.subject);
        expect(['/usr/lib/systemd/systemd', '/bin/sh']).not.toContain(subject?.path);
        expect(verdict.confidence).not.toBe('unverified');
        expect(subject?.matches.some(({ strength }) => strength === 'certain')).toBe(true);
      }
    }),
  );
});

it('every decision explains itself: a reason of the list, an origin, evidence, and an end where it has one', () => {
  fc.assert(
    fc.property(given, ({ input }) => {
      for (const decision of decide(input).all) {
        expect(reasonCodes).toContain(decision.reason);
        expect(['root', 'school']).toContain(decision.origin.unit);
        expect(decision.origin.release).toBe(1);
        expect(decision.evidence.length).toBeGreaterThan(0);
        if (decision.reason === 'grace' || decision.reason === 'grace-not-started')
          expect(decision.deadline).toBeGreaterThan(input.now);
        if (decision.reason === 'exempt') expect(decision.until).toBeGreaterThan(input.now);
      }
    }),
  );
});
