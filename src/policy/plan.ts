import type { Effect } from './ban.ts';
import { zoneOf } from './calendar-day.ts';
import type { Decision, Decisions } from './decision.ts';
import type { DeviceClass, Fact, RunningSubject } from './facts.ts';
import { handledKey, hitKey, noticeKey, type History, type PlannedNoticeKind, type Step } from './step.ts';

/** Time to save work before a program that was running already is ended. */
export const countdownMs = 60_000;

export type PlanInput = {
  readonly decisions: Pick<Decisions, 'verdicts'>;
  readonly running: Fact<readonly RunningSubject[]>;
  readonly history: History;
  readonly class: DeviceClass;
  readonly timeZone: string;
  readonly now: number;
};

/**
 * What to do about the verdicts, given what was done before. Pure and idempotent: once the steps are in the history,
 * the same verdicts give no further step.
 */
export function plan(input: PlanInput): readonly Step[] {
  const steps: Step[] = [];
  const running = new Map(
    input.running.state === 'known' ? input.running.value.map((one) => [one.key, one] as const) : [],
  );
  const { dayOf } = zoneOf(input.timeZone);
  const noticed = new Set<string>();
  const reported = new Set<string>(input.history.hits);
  for (const decision of input.decisions.verdicts) {
    if (decision.effect === 'none') continue;
    const subject = running.get(decision.subject);
    const handled = handledKey(decision.effect, decision.subject);
    if (decision.subjectKind === 'running') {
      if (subject === undefined || input.history.handled.has(handled)) continue;
      if (decision.effect === 'block') steps.push(stopStep(decision, subject, handled));
    }
    const kind = noticeFor(decision.effect, subject);
    const key = noticeKey(decision.ban, decision.account, kind);
    if (!noticed.has(key) && isDue(key, kind, input, dayOf)) steps.push(noticeStep(decision, kind, key));
    noticed.add(key);
    if (!leavesThePc(decision, input.class)) continue;
    const action = actionFor(decision);
    const hit = hitKey(decision, action);
    const repeat = reported.has(hit);
    if (decision.subjectKind === 'running' || !repeat)
      steps.push({ kind: 'hit', key: hit, decision, action, repeat });
    reported.add(hit);
  }
  return steps;
}

function stopStep(decision: Decision, subject: RunningSubject, key: string): Step {
  const base = { kind: 'stop', key, decision, pid: subject.pid } as const;
  return subject.alreadyRunning
    ? { ...base, how: 'countdown', countdownMs }
    : { ...base, how: 'at-once', countdownMs: 0 };
}

function noticeFor(effect: Effect, subject: RunningSubject | undefined): PlannedNoticeKind {
  if (effect !== 'block') return effect;
  if (subject === undefined) return 'warn';
  return subject.alreadyRunning ? 'closing' : 'block';
}

/**
 * Never nagged twice: `inform` once for ever; `warn` again on another day as long as nobody acknowledged it;
 * `block` and `closing` each time something is stopped (the agent folds those of one day into one notice).
 */
function isDue(
  key: string,
  kind: PlannedNoticeKind,
  input: PlanInput,
  dayOf: (instant: number) => string,
): boolean {
  const before = input.history.notices.get(key);
  if (before === undefined) return true;
  if (kind === 'inform') return false;
  if (kind === 'warn')
    return before.acknowledgedAt === undefined && dayOf(before.lastAt) !== dayOf(input.now);
  return true;
}

const noticeStep = (decision: Decision, notice: PlannedNoticeKind, key: string): Step => ({
  kind: 'notice',
  key,
  notice,
  decision,
  ...(decision.account === undefined ? {} : { account: decision.account }),
});

function actionFor(decision: Decision): 'found' | 'warned' | 'stopped' {
  if (decision.subjectKind === 'installed') return 'found';
  return decision.effect === 'block' ? 'stopped' : 'warned';
}

/** `inform` bans and private devices send no hits. */
function leavesThePc(decision: Decision, deviceClass: DeviceClass): boolean {
  return deviceClass !== 'private' && decision.effect !== 'inform';
}
