import type { MessagePort } from 'node:worker_threads';
import type { DeniedStart, GateCounted, GuardState } from './port.ts';
import type { ExecGuardOptions } from './options.ts';

/**
 * Places in the words that the keeper shares with the agent's main thread, for each gate's process: its pid, 0 where none runs (the
 * agent ends it when it ends itself), and how often programs started unasked although it was wanted.
 */
export const keeping = {
  local: { pid: 0, gaps: 1 },
  remote: { pid: 2, gaps: 3 },
} as const;
export const keepingLength = 4;

/** Handed to the keeper thread when it starts. */
export type KeeperStart = {
  readonly orders: MessagePort;
  readonly shared: SharedArrayBuffer;
  readonly options: Omit<ExecGuardOptions, 'program'> & { readonly program: string };
};

/** A basis travels as the bytes that `v8.serialize` makes: nobody between the agent and the judge needs to look into it. */
export type KeeperOrder =
  | { readonly kind: 'judge-by'; readonly ticket: number; readonly basis: Uint8Array | undefined }
  | { readonly kind: 'look'; readonly pid: number }
  | { readonly kind: 'counts'; readonly ticket: number }
  | { readonly kind: 'close' };

export type KeeperReport =
  | { readonly kind: 'state'; readonly state: GuardState }
  | { readonly kind: 'denied'; readonly denied: DeniedStart }
  | { readonly kind: 'judging'; readonly ticket: number }
  | { readonly kind: 'counts'; readonly ticket: number; readonly counts: GateCounted };

/** Handed to the probing thread. */
export type ProberStart = { readonly words: SharedArrayBuffer; readonly probe: string };

/** Places in the words that the keeper shares with the probing thread. */
export const probing = {
  /** Number of the probe that is wanted; the thread sleeps on this word. */
  wanted: 0,
  /** Number of the last probe that was answered. */
  done: 1,
  /** 0 where the file was opened, otherwise 1. */
  wrong: 2,
  /** Not 0: the thread is to end. */
  closing: 3,
} as const;
export const probingLength = 4;
