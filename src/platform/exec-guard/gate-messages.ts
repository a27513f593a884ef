import type { MessagePort } from 'node:worker_threads';
import { stampLength } from './file-look.ts';
import type { GateKind, Refusal } from './gate-port.ts';
import type { SparedFiles } from './spared-files.ts';

/** Handed to the listener thread when it starts. */
export type GateStart = {
  readonly kind: GateKind;
  readonly groupFd: number;
  /** Written to after every command: the listener sleeps in the kernel, not in its event loop. */
  readonly wakeFd: number;
  readonly commands: MessagePort;
  readonly questions: SharedArrayBuffer;
  readonly state: SharedArrayBuffer;
  /** The thread that judges: hurried while somebody waits for it. */
  readonly judgeThread: number;
  readonly ownPids: readonly number[];
  readonly protectedPaths: readonly string[];
  readonly deadlineMs: number;
  /** Questions that have a place in `questions`. */
  readonly places: number;
  readonly eventsAtATime: number;
  /** Flags for a mark that makes the kernel keep an `allow`. */
  readonly ignoreFlags: number;
};

export type GateCommand =
  | { readonly kind: 'forget'; readonly ticket: number }
  /** A file that was judged without being asked about. `uid` may be `everybody`. */
  | {
      readonly kind: 'deny';
      readonly ticket: number;
      readonly stamp: Uint32Array;
      readonly uid: number;
    }
  | {
      readonly kind: 'spare';
      readonly ticket: number;
      readonly files: SparedFiles | undefined;
    }
  /** The inode is refused until its stamp changes, or (`probe`) always allowed. */
  | {
      readonly kind: 'standing';
      readonly ticket: number;
      readonly what: 'refuse' | 'probe';
      readonly stamp: Uint32Array;
    };

export type GateReport =
  /** The place of a question for the judge; a plain number because it travels fastest. */
  | number
  | { readonly kind: 'ready' }
  | { readonly kind: 'obeyed'; readonly ticket: number }
  | {
      readonly kind: 'refused';
      readonly pid: number;
      readonly uid: number;
      readonly path: string;
      readonly how: Refusal['how'];
      readonly stamp: Uint32Array;
    };

/** Places in the shared state (Int32). */
export const gateState = {
  asked: 0,
  denied: 1,
  judged: 2,
  timedOut: 3,
  crowded: 4,
  /** Not 0: commands wait in the port. */
  commanded: 5,
  closing: 6,
  /** Refusals under way to the main thread. */
  refusalsUnderWay: 7,
  /** Questions that the judge's thread has not taken up. */
  notTakenUp: 8,
} as const;
export const gateStateLength = 9;

/** More refusals than this under way are counted, but not told one by one. */
export const refusalsUnderWayLimit = 256;

/** Fields of a question, in words; the stamp lies at an even place. */
export const field = {
  state: 0,
  fd: 1,
  pid: 2,
  uid: 3,
  isOpen: 4,
  isKept: 5,
  /** Set by the judge: 1 allow, 2 deny, 0 where nothing is to be remembered. */
  remember: 6,
  isForEverybody: 7,
  hasStamp: 8,
  stamp: 10,
} as const;
export const questionLength = field.stamp + stampLength;

/**
 * Life of a question: the listener makes it `waiting`; the judge makes it `answered`, or the deadline `late` first: whoever moves it from
 * `waiting` answers the kernel. The judge alone closes the descriptor. The listener frees what is `answered`.
 */
export const questionState = { free: 0, waiting: 1, late: 2, answered: 3 } as const;

export const questionAt = (questions: SharedArrayBuffer, place: number): Int32Array =>
  new Int32Array(questions, place * questionLength * 4, questionLength);
