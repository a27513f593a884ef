import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '#policy/decide.ts';
import type { DecideInput } from '#policy/decide-input.ts';
import { countdownMs, plan, type PlanInput } from '#policy/plan.ts';
import { handledKey, type History, type NoticeRecord, type Step } from '#policy/step.ts';
import {
  ban,
  day,
  facts,
  input,
  installed,
  match,
  monday,
  oslo,
  policyOf,
  running,
} from '#test/kit/policy-builder.ts';

const nothing: History = { notices: new Map(), hits: new Set(), handled: new Set() };
const planFor = (given: DecideInput, over: Partial<PlanInput> = {}): readonly Step[] =>
  plan({
    decisions: decide(given),
    running: given.facts.running,
    history: nothing,
    class: given.facts.device.class,
    timeZone: oslo,
    now: given.now,
    ...over,
  });
const kinds = (steps: readonly Step[]): readonly string[] =>
  steps.map((step) =>
    step.kind === 'notice'
      ? `notice ${step.notice}`
      : step.kind === 'hit'
        ? `hit ${step.action}`
        : `stop ${step.how}`,
  );
const told = (over: Partial<NoticeRecord> = {}): NoticeRecord => ({
  createdAt: monday,
  lastAt: monday,
  shown: 1,
  ...over,
});
/** What the agent remembers after it did these steps. */
const after = (steps: readonly Step[], given: DecideInput): History => ({
  notices: new Map(
    steps.flatMap((step) =>
      step.kind === 'notice' ? [[step.key, told({ lastAt: given.now })] as const] : [],
    ),
  ),
  hits: new Set(steps.flatMap((step) => (step.kind === 'hit' ? [step.key] : []))),
  handled: new Set(decide(given).verdicts.map((one) => handledKey(one.effect, one.subject))),
});

describe('plan', () => {
  it('stops a program that just started at once, tells the person and IT', () => {
    expect(kinds(planFor(input()))).toEqual(['stop at-once', 'notice block', 'hit stopped']);
  });

  it('gives one that was running already a countdown', () => {
    const steps = planFor(input({ facts: facts({ running: [running({ alreadyRunning: true })] }) }));
    expect(kinds(steps)).toEqual(['stop countdown', 'notice closing', 'hit stopped']);
    expect(steps[0]).toMatchObject({ countdownMs });
  });

  it('never stops what a warn ban names', () => {
    const given = input({ policy: policyOf([{ unit: 'root', bans: [ban({ effect: 'warn' })] }]) });
    expect(kinds(planFor(given))).toEqual(['notice warn', 'hit warned']);
  });

  it('informs once for ever and tells IT nothing', () => {
    const given = input({ policy: policyOf([{ unit: 'root', bans: [ban({ effect: 'inform' })] }]) });
    expect(kinds(planFor(given))).toEqual(['notice inform']);
    const history = { ...nothing, notices: new Map([['telegram-ban kari inform', told({ lastAt: 0 })]]) };
    expect(planFor(given, { history })).toEqual([]);
  });

  it('warns again on another day only while nobody acknowledged it', () => {
    const given = input({
      policy: policyOf([{ unit: 'root', bans: [ban({ effect: 'warn' })] }]),
      facts: facts({ installed: [installed({ account: 'kari' })] }),
    });
    const key = 'telegram-ban kari warn';
    const history = (record: NoticeRecord): History => ({
      ...nothing,
      hits: new Set(planFor(given).flatMap((s) => (s.kind === 'hit' ? [s.key] : []))),
      notices: new Map([[key, record]]),
    });
    expect(planFor(given, { history: history(told()) })).toEqual([]);
    expect(kinds(planFor(given, { history: history(told({ lastAt: monday - day })) }))).toEqual([
      'notice warn',
    ]);
    expect(
      planFor(given, { history: history(told({ lastAt: monday - day, acknowledgedAt: monday - day })) }),
    ).toEqual([]);
  });

  it('sends no hit from a private device', () => {
    const policy = policyOf([{ unit: 'root', bans: [ban({ audience: { classes: ['private'] } })] }], {
      class: 'private',
    });
    const given = input({ policy, facts: facts({ running: [running()], class: 'private' }) });
    expect(kinds(planFor(given))).toEqual(['stop at-once', 'notice block']);
  });

  it('counts the second process of the same kind as a repeat', () => {
    const steps = planFor(
      input({ facts: facts({ running: [running(), running({ key: 'boot 101', pid: 101 })] }) }),
    );
    expect(steps.flatMap((step) => (step.kind === 'hit' ? [step.repeat] : []))).toEqual([false, true]);
    expect(steps.filter(({ kind }) => kind === 'stop')).toHaveLength(2);
    expect(steps.filter(({ kind }) => kind === 'notice')).toHaveLength(1);
  });

  it('an exempt program leaves no trace', () => {
    const exemptions = [
      {
        id: '0'.repeat(32),
        ban: 'telegram-ban',
        purpose: 'p',
        from: 0,
        until: monday + 1,
        approvedBy: ['A'],
      },
    ];
    const policy = policyOf([{ unit: 'root', bans: [ban({ exemptions: { allowed: true } })] }]);
    const given = input({ policy, exemptions: exemptions.map((one) => ({ ...one, from: monday - day })) });
    expect(planFor(given)).toEqual([]);
  });

  it('is idempotent: what was done is not done again', () => {
    const subject = fc.record({
      pid: fc.integer({ min: 2, max: 9 }),
      alreadyRunning: fc.boolean(),
      matches: fc.constantFrom([match()], [match({ strength: 'hint' })], []),
      account: fc.constantFrom('kari', 'ola'),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(subject, { maxLength: 5, selector: ({ pid }) => pid }),
        fc.constantFrom('inform', 'warn', 'block'),
        fc.boolean(),
        (subjects, effect, hasInstalled) => {
          const given = input({
            policy: policyOf([{ unit: 'root', bans: [ban({ effect })] }]),
            facts: facts({
              running: subjects.map((one) => running({ ...one, key: `boot ${one.pid}` })),
              installed: hasInstalled ? [installed()] : [],
            }),
          });
          const steps = planFor(given);
          expect(planFor(given, { history: after(steps, given) })).toEqual([]);
          expect(new Set(steps.filter(({ kind }) => kind === 'stop').map(({ key }) => key)).size).toBe(
            steps.filter(({ kind }) => kind === 'stop').length,
          );
        },
      ),
    );
  });
});
