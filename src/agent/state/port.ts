import type { DatabaseSync } from 'node:sqlite';

/**
 * The agent's database (`node:sqlite`, WAL) under the install root. Every room owns its tables and creates them with
 * `migrate`. Rooms share nothing but this handle, so that one cycle's writes can be one transaction.
 */
export interface State extends Disposable {
  readonly db: DatabaseSync;
  /** Runs `work` in one immediate transaction (nested calls join the outer one). Durable when it returns. */
  transaction<T>(work: () => T): T;
  /**
   * Calls once, in a microtask, when the outermost transaction was committed; never when it, or the inner one in which
   * this was asked, was rolled back. Outside of a transaction: in the next microtask.
   */
  afterCommit(call: () => void): void;
  /** Applies a room's numbered statements that this database has not seen; idempotent. */
  migrate(room: string, steps: readonly string[]): void;
  /** `file`, or `memory` when the disk cannot be written: enforcement goes on, and it is reported. */
  readonly kind: 'file' | 'memory';
  /** Name of the damaged file that was set aside, if one was. */
  readonly setAside?: string;
}
