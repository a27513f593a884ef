import type { DatabaseSync } from 'node:sqlite';
import type { State } from './port.ts';
import { StateDamaged, StateFull, stateFaultOf } from './state-fault.ts';

export type StateOrigin = {
  readonly kind: State['kind'];
  /** Nothing was in it before: a step that fails there is a bug and not damage. */
  readonly fresh: boolean;
  readonly setAside?: string;
};

/** `State` over one open connection. */
export class SqliteState implements State {
  readonly db: DatabaseSync;
  readonly kind: State['kind'];
  readonly setAside?: string;
  readonly #fresh: boolean;
  #depth = 0;
  #afterCommit: (() => void)[] = [];

  constructor(db: DatabaseSync, origin: StateOrigin) {
    this.db = db;
    this.kind = origin.kind;
    this.#fresh = origin.fresh;
    if (origin.setAside !== undefined) this.setAside = origin.setAside;
    db.exec(
      'CREATE TABLE IF NOT EXISTS migrations (room TEXT, step INTEGER, PRIMARY KEY (room, step)) STRICT',
    );
  }

  /** Throws StateFull or StateDamaged, or what `work` throws; then nothing of `work` was kept. */
  transaction<T>(work: () => T): T {
    const level = this.#depth;
    try {
      this.db.exec(level === 0 ? 'BEGIN IMMEDIATE' : `SAVEPOINT level${level}`);
    } catch (error) {
      throw stateFaultOf(error) ?? error;
    }
    this.#depth += 1;
    const asked = this.#afterCommit.length;
    try {
      const result = work();
      if (result instanceof Promise) throw new Error('transaction: its work must not be asynchronous');
      // A full disk makes SQLite roll back everything by itself; a caller that swallowed the error must still hear of it.
      if (!this.db.isTransaction) throw new StateFull('the transaction was rolled back');
      this.db.exec(level === 0 ? 'COMMIT' : `RELEASE level${level}`);
      if (level === 0) this.#callAfterCommit();
      return result;
    } catch (error) {
      this.#afterCommit.length = asked;
      if (this.db.isTransaction)
        this.db.exec(level === 0 ? 'ROLLBACK' : `ROLLBACK TO level${level}; RELEASE level${level}`);
      throw stateFaultOf(error) ?? error;
    } finally {
      this.#depth -= 1;
    }
  }

  afterCommit(call: () => void): void {
    this.#afterCommit.push(call);
    if (this.#depth === 0) this.#callAfterCommit();
  }

  #callAfterCommit(): void {
    const calls = this.#afterCommit;
    this.#afterCommit = [];
    for (const call of calls) queueMicrotask(call);
  }

  /** Throws StateDamaged where a step fails on a file that was there before. */
  migrate(room: string, steps: readonly string[]): void {
    try {
      this.transaction(() => {
        const row = this.db.prepare('SELECT count(*) AS done FROM migrations WHERE room = ?').get(room);
        const note = this.db.prepare('INSERT INTO migrations (room, step) VALUES (?, ?)');
        for (const [step, statement] of steps.entries()) {
          if (step < Number(row?.['done'])) continue;
          this.db.exec(statement);
          note.run(room, step);
        }
      });
    } catch (error) {
      if (this.#fresh || stateFaultOf(error) !== undefined) throw error;
      throw new StateDamaged(`the tables of ${room} could not be brought up to date`, { cause: error });
    }
  }

  [Symbol.dispose](): void {
    if (this.db.isOpen) this.db.close();
  }
}
