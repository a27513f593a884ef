import type { Decision } from '#policy/decision.ts';
import type { Step } from '#policy/step.ts';

/** The steps that one decision about one subject led to; they are done and remembered together. */
export type StepGroup = {
  readonly decision: Decision;
  readonly stop?: Extract<Step, { kind: 'stop' }>;
  readonly notice?: Extract<Step, { kind: 'notice' }>;
  readonly hit?: Extract<Step, { kind: 'hit' }>;
};

export function groupSteps(steps: readonly Step[]): readonly StepGroup[] {
  const groups = new Map<Decision, StepGroup>();
  for (const step of steps) {
    const group = groups.get(step.decision) ?? { decision: step.decision };
    groups.set(step.decision, { ...group, [step.kind]: step });
  }
  return [...groups.values()];
}
