import type { FileStamp } from '#platform/program-identity/port.ts';
import type { Outcome } from '#policy/outcome.ts';

/** A program that lies ready to be tried. */
export type Canary = { readonly path: string; readonly stamp: FileStamp };

/** The same program twice: one that the start guard refuses, one that it lets through and the listener ends. */
export type CanaryPair = { readonly guarded: Canary; readonly stopped: Canary };

/** What became of a canary that was started. */
export type CanaryEnd =
  /** It could not be started: EPERM. */
  | { readonly kind: 'refused' }
  /** It was started, and killed before it printed anything. */
  | { readonly kind: 'ended' }
  /** It printed. */
  | { readonly kind: 'ran' }
  /** Nothing is known by it; a sentence. */
  | { readonly kind: 'not-tried'; readonly why: string };

/** The programs by which the agent proves that what should be blocked is blocked. */
export interface Canaries {
  /** Puts the programs where they belong, anew where they are missing or changed. The fault is a sentence. */
  place(): Outcome<CanaryPair, string>;
  /** Starts one as an account that owns nothing, and waits for its end. Never rejects. */
  start(path: string, signal: AbortSignal): Promise<CanaryEnd>;
}
