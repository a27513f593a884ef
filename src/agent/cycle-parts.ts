import type { UsageDays } from '#agent/facts/usage-days.ts';
import type { GuardMeans } from '#agent/proof/guard-means.ts';
import type { Catalogue } from '#catalogue/compile.ts';
import type { InstalledApps } from '#platform/installed-apps/port.ts';
import type { ArmedProgram, Processes, ProcessSnapshot } from '#platform/processes/port.ts';
import type { ProgramIdentifier } from '#platform/program-identity/port.ts';
import type { Sessions } from '#platform/sessions/port.ts';
import type { Pause } from '#policy/assignment.ts';
import type { Decision, Decisions } from '#policy/decision.ts';
import type { EffectivePolicy } from '#policy/effective.ts';
import type { ActingExemption } from '#policy/exemption.ts';
import type { DeviceFacts } from '#policy/facts.ts';
import type { Truth } from '#policy/proof.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import type { State } from './state/port.ts';
import type { Journal } from './events/port.ts';
import type { Notices } from './notices/port.ts';
import type { FaultReporter } from './faults.ts';
import type { GuardFacts } from './guard-side.ts';

/** The policy that acts on this device now. */
export type PolicyInForce = {
  readonly policy: EffectivePolicy;
  readonly exemptions: readonly ActingExemption[];
  readonly pauses: readonly Pause[];
};

/** What the last full cycle found. */
export type Picture = {
  readonly decisions: Decisions;
  readonly installed: number;
  readonly running: number;
  /** As it is when it is read. */
  readonly truth: readonly Truth[];
};

export type CycleParts = {
  readonly os: DeviceFacts['os'];
  readonly mode: 'system' | 'user';
  readonly bootId: string;
  readonly ownPaths: readonly string[];
  readonly processes: Processes;
  readonly installedApps: InstalledApps;
  readonly identifier: ProgramIdentifier;
  readonly sessions: Sessions;
  readonly catalogue: Catalogue;
  readonly state: State;
  readonly journal: Journal;
  readonly notices: Notices;
  readonly usage: UsageDays;
  readonly faults: FaultReporter;
  readonly clock: Clock;
  readonly log: Log;
  /** Signed time. */
  readonly now: () => number;
  readonly policyIn: () => PolicyInForce | undefined;
  /**
   * Called by a full cycle before anybody is told of what it decided; undefined where no policy is in force. What is returned is
   * waited for.
   */
  readonly onDecided?: (facts: GuardFacts | undefined) => Promise<void> | undefined;
  /** What may be claimed of the start guard under this policy. */
  readonly guardMeans?: (inForce: PolicyInForce) => GuardMeans | undefined;
  /** Called after every full cycle. */
  readonly onCycle: () => void;
  /** Called when a cycle begins to look, with each program that is announced, and with everything that was found running. */
  readonly onLook?: () => void;
  readonly onStarted?: (process: ProcessSnapshot) => void;
  readonly onSwept?: (processes: readonly ProcessSnapshot[]) => void;
  /** Rulings beside those on programs, whose ends are waited for too. */
  readonly otherRulings?: () => readonly Pick<Decision, 'effect' | 'deadline' | 'until'>[];
  /** Programs that the listener ends whatever the policy says: the canary. */
  readonly alwaysArmed?: () => readonly ArmedProgram[];
  /** A test ends the process here. */
  readonly faultPoint: (name: string) => void;
};
