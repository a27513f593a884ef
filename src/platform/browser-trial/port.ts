import type { Outcome } from '#policy/outcome.ts';

export type Trial = {
  readonly family: 'chromium' | 'firefox';
  /** Absolute path of the browser's program. */
  readonly program: string;
  /** `http:` address on this PC that it opens. */
  readonly page: string;
  readonly deadlineMs: number;
  /** Besides what it is always started with. */
  readonly extraArguments: readonly string[];
  /** Ends it before the deadline. */
  readonly signal: AbortSignal;
};

export type TrialFault =
  | { readonly code: 'unsupported' }
  /** It could not be started, or ended by itself; a sentence. */
  | { readonly code: 'failed'; readonly why: string };

export interface BrowserTrials {
  /** Another text for another build of the program; undefined where it cannot be told. */
  buildOf(program: string): string | undefined;
  /**
   * Resolves when the browser is gone, and everything that it left too, also what an earlier one left when its agent was
   * killed. Being ended is how it should end. One at a time.
   */
  run(trial: Trial): Promise<Outcome<void, TrialFault>>;
}
