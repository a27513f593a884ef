import type { Pause } from './assignment.ts';
import type { EffectivePolicy } from './effective.ts';
import type { ActingExemption } from './exemption.ts';
import type { Facts } from './facts.ts';

/** When the grace of one person began. Written once by the agent, never restarted. */
export type GraceRecord = {
  readonly ban: string;
  readonly account: string;
  /** Acknowledgement, or the third showing of the notice. */
  readonly startedAt: number;
  /** Days on which the account was not seen; they do not count where the calendar says `pause`. */
  readonly absentDays: readonly string[];
};

export type DecideInput = {
  readonly policy: EffectivePolicy;
  readonly exemptions: readonly ActingExemption[];
  readonly pauses: readonly Pause[];
  readonly facts: Facts;
  readonly grace: readonly GraceRecord[];
  /** Paths of the agent's own programs: never stopped. */
  readonly ownPaths: readonly string[];
  /** Signed time, epoch ms. */
  readonly now: number;
};
