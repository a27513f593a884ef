import type { EventBody, JournalEvent } from '#protocol/event.ts';

/** When an event may leave the PC. */
export type Hold = {
  /** The notice that the person must have seen first. */
  readonly noticeKey: string;
  /** Epoch ms (signed time) at which it leaves anyway: 24 hours after it happened. */
  readonly until: number;
};

/**
 * Append-only journal and outbox in one. An event gets its `seq` in the moment it becomes sendable, so that the
 * server's high-water mark never skips one. First hits, acknowledgements and requests are never dropped; the cap
 * drops only faults and repeats, oldest first, and says so with a fault event.
 */
export interface Journal {
  /** Random id of this journal; a new one after the state was lost. */
  readonly epoch: string;
  record(body: EventBody, hold?: Hold): void;
  /** Counts a further hit of the same kind; becomes one `repeats` event per day when the day is over. */
  countRepeat(hit: {
    readonly ban: string;
    readonly channel: string;
    readonly account?: string;
    readonly day: string;
    /** Hits that this call stands for; 1 if it is not said. */
    readonly times?: number;
  }): void;
  /** The person has seen that notice: what waited for it becomes sendable. */
  releaseNotice(noticeKey: string): void;
  /** Time passes: releases what was held long enough and closes the counters of past days. Returns whether anything became sendable. */
  tick(now: number, today: string): boolean;
  /** When `tick` has something to do next; undefined when never. */
  nextTick(): number | undefined;
  /** Sendable events after `seq`, in order. */
  pending(after: number, most: number): readonly JournalEvent[];
  /** The server holds everything up to `seq` of `epoch`: those are trimmed. An ack of another epoch is ignored. */
  acknowledged(epoch: string, seq: number): void;
  readonly ackedSeq: number;
  /** Events not yet acknowledged, held ones included. */
  waiting(): number;
  /** Called when something became sendable. */
  onSendable(listener: () => void): Disposable;
}
