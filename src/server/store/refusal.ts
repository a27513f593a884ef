import type { Problem, ProblemName } from '#protocol/console-operation.ts';

/** Why the server does not do what an operator asks; a value, turned into a problem document at the edge. */
export type Refusal = {
  readonly problem: ProblemName;
  readonly detail?: string;
  readonly pointer?: string;
  readonly faults?: NonNullable<Problem['faults']>;
  /** Of `too-many-requests`: when it is worth while to ask again. */
  readonly retryAfterSeconds?: number;
};

export const notFound = (what: string): Refusal => ({ problem: 'not-found', detail: `no such ${what}` });
export const conflict = (detail: string): Refusal => ({ problem: 'conflict', detail });
export const termsForbid = (detail: string): Refusal => ({ problem: 'terms-forbid', detail });
