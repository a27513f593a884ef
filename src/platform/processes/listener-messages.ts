import type { MessagePort } from 'node:worker_threads';
import type { ArmedProgram, ProcessEvent } from './port.ts';

/** Handed to the listener thread when it starts. */
export type ListenerStart = {
  readonly commands: MessagePort;
  /** Written to by the main thread after every command: the listener sleeps in the kernel, not in its event loop. */
  readonly wakeFd: number;
  readonly counters: SharedArrayBuffer;
  readonly receiveBufferBytes: number;
  /** Ring of exec-to-known times in ns, written only where somebody measures. */
  readonly timings: SharedArrayBuffer | undefined;
};

export type ListenerCommand =
  | { readonly kind: 'watch' }
  | { readonly kind: 'arm'; readonly programs: readonly ArmedProgram[]; readonly ticket: number }
  | { readonly kind: 'close' };

export type ListenerReport =
  | { readonly kind: 'ready'; readonly raised: boolean; readonly filtered: boolean }
  | { readonly kind: 'unavailable'; readonly why: string }
  | { readonly kind: 'events'; readonly events: readonly ProcessEvent[] }
  | { readonly kind: 'armed'; readonly ticket: number };

/** Places in the counters (Uint32). */
export const counter = { announced: 0, vanished: 1, lost: 2, stopped: 3, timed: 4 } as const;
export const counterCount = 5;
