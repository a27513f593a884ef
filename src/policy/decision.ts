import type { Effect } from './ban.ts';
import type { Channel, Confidence } from './evidence.ts';
import type { MatchedEvidence } from './facts.ts';
import type { ReasonCode } from './reasons.ts';

/** Where a decision comes from: every value an operator or employee sees can be traced to it. */
export type Origin = {
  readonly unit: string;
  readonly binding: 'mandatory' | 'recommended' | 'adopted' | 'declined';
  readonly release: number;
};

/** What one ban says about one subject, for one account. */
export type Decision = {
  readonly ban: string;
  readonly subject: string;
  readonly subjectKind: 'installed' | 'running';
  readonly account?: string;
  readonly app?: string;
  readonly channel: Channel;
  readonly evidence: readonly MatchedEvidence[];
  readonly confidence: Confidence;
  /** What happens now; `none` where the ban is silent. */
  readonly effect: Effect | 'none';
  /** What the ban will do once grace is over, unless something changes. */
  readonly effectLater: Effect | 'none';
  readonly reason: ReasonCode;
  readonly origin: Origin;
  /** End of grace, epoch ms; the latest possible one while grace has not started. */
  readonly deadline?: number;
  /** End of the exemption or pause that silences the ban. */
  readonly until?: number;
};

/** What one ban does on this device whatever is found: the line in `portvakt status`. */
export type Standing = {
  readonly ban: string;
  readonly effect: Effect | 'none';
  readonly reason: ReasonCode;
  readonly origin: Origin;
  /** Whether the thing is here. `absent` only when every fact that could show it is known. */
  readonly presence: 'found' | 'absent' | 'unknown';
};

export type Decisions = {
  /** Per subject and account the strictest decision, first by rule 2 of the order of decision. Sorted by subject, then account. */
  readonly verdicts: readonly Decision[];
  /** Every decision of every ban, sorted by ban, subject, account. */
  readonly all: readonly Decision[];
  readonly standings: readonly Standing[];
};
