import type { State } from '#agent/state/port.ts';
import type { Decision } from '#policy/decision.ts';
import type { RunningSubject } from '#policy/facts.ts';
import type { ProcessRef } from '#platform/processes/port.ts';

/** A stop that was begun. It stays until its result is written down. */
export type StopOrder = {
  /** `handledKey` of the plan's step. */
  readonly key: string;
  readonly decision: Decision;
  readonly process: ProcessRef;
  readonly bootId: string;
  /** What was known of the program when the stop began. */
  readonly subject: RunningSubject;
  readonly how: 'at-once' | 'countdown';
  /** Path of the program as it sees itself, where the kernel tells. */
  readonly exe?: string;
  /** A signal of ours was about to be sent: if the program is gone, that was us. */
  readonly signalled?: true;
  /** Signed time at which a countdown is over. */
  readonly closesAt: number;
  /** Whether IT is told when it is done. */
  readonly report: boolean;
  /** Whether the person is told when it is done; a countdown was told when it began. */
  readonly tell: boolean;
};

/** What was done before. The writers belong into the transaction of the step that they remember. */
export interface ActionHistory {
  /** Programs dealt with, and those being dealt with. */
  readonly handled: ReadonlySet<string>;
  readonly hits: ReadonlySet<string>;
  /** Of hits of what is installed: whether a package database would prove that it is gone. Absent: not noted yet. */
  readonly provable: ReadonlyMap<string, boolean>;
  noteProvable(key: string, provable: boolean): void;
  markHandled(key: string, process: ProcessRef, bootId: string): void;
  markHit(key: string, ban: string): void;
  /** What was found is gone: found again, it is a first hit. */
  forgetHits(keys: readonly string[]): void;
  /** Notes an order, or what became of it meanwhile. */
  begin(order: StopOrder): void;
  end(key: string): void;
  orders(): readonly StopOrder[];
  /** A transaction failed: remembers what the state says. */
  reload(): void;
  /** Forgets programs that run no more, and hits of bans that are no more. */
  forget(keep: {
    readonly bootId: string;
    readonly alive: (process: ProcessRef) => boolean;
    readonly bans?: ReadonlySet<string>;
  }): void;
}

type HandledRow = { readonly process: ProcessRef; readonly bootId: string };

export function createActionHistory(state: State): ActionHistory {
  state.migrate('actions', [
    'CREATE TABLE action_handled (key TEXT PRIMARY KEY, pid INTEGER NOT NULL, ticks TEXT NOT NULL, boot TEXT NOT NULL)',
    'CREATE TABLE action_hit (key TEXT PRIMARY KEY, ban TEXT NOT NULL)',
    'CREATE TABLE action_stop (key TEXT PRIMARY KEY, stop TEXT NOT NULL)',
    'ALTER TABLE action_hit ADD COLUMN provable INTEGER',
  ]);
  return new StoredHistory(state);
}

class StoredHistory implements ActionHistory {
  readonly #state: State;
  readonly #hits = new Map<string, string>();
  readonly #provable = new Map<string, boolean>();
  readonly #handled = new Map<string, HandledRow>();
  readonly #orders = new Map<string, StopOrder>();

  constructor(state: State) {
    this.#state = state;
    this.reload();
  }

  reload(): void {
    const { db } = this.#state;
    this.#hits.clear();
    this.#provable.clear();
    this.#handled.clear();
    this.#orders.clear();
    for (const row of db.prepare('SELECT key, ban, provable FROM action_hit').all()) {
      this.#hits.set(String(row['key']), String(row['ban']));
      if (row['provable'] !== null) this.#provable.set(String(row['key']), row['provable'] === 1);
    }
    for (const row of db.prepare('SELECT key, pid, ticks, boot FROM action_handled').all())
      this.#handled.set(String(row['key']), {
        process: { pid: Number(row['pid']), startTicks: BigInt(String(row['ticks'])) },
        bootId: String(row['boot']),
      });
    for (const row of db.prepare('SELECT stop FROM action_stop').all()) {
      const order = readOrder(String(row['stop']));
      this.#orders.set(order.key, order);
    }
  }

  get handled(): ReadonlySet<string> {
    return new Set([...this.#handled.keys(), ...this.#orders.keys()]);
  }
  get hits(): ReadonlySet<string> {
    return new Set(this.#hits.keys());
  }

  get provable(): ReadonlyMap<string, boolean> {
    return this.#provable;
  }
  noteProvable(key: string, provable: boolean): void {
    this.#state.db.prepare('UPDATE action_hit SET provable = ? WHERE key = ?').run(Number(provable), key);
    this.#provable.set(key, provable);
  }

  markHandled(key: string, process: ProcessRef, bootId: string): void {
    this.#state.db
      .prepare('INSERT OR REPLACE INTO action_handled (key, pid, ticks, boot) VALUES (?, ?, ?, ?)')
      .run(key, process.pid, process.startTicks.toString(), bootId);
    this.#handled.set(key, { process, bootId });
  }
  markHit(key: string, ban: string): void {
    this.#state.db.prepare('INSERT OR IGNORE INTO action_hit (key, ban) VALUES (?, ?)').run(key, ban);
    this.#hits.set(key, ban);
  }
  forgetHits(keys: readonly string[]): void {
    const statement = this.#state.db.prepare('DELETE FROM action_hit WHERE key = ?');
    for (const key of keys) {
      statement.run(key);
      this.#hits.delete(key);
      this.#provable.delete(key);
    }
  }
  begin(order: StopOrder): void {
    this.#state.db
      .prepare('INSERT OR REPLACE INTO action_stop (key, stop) VALUES (?, ?)')
      .run(order.key, writeOrder(order));
    this.#orders.set(order.key, order);
  }
  end(key: string): void {
    this.#state.db.prepare('DELETE FROM action_stop WHERE key = ?').run(key);
    this.#orders.delete(key);
  }
  orders(): readonly StopOrder[] {
    return [...this.#orders.values()];
  }

  forget(keep: Parameters<ActionHistory['forget']>[0]): void {
    const over = [...this.#handled].filter(
      ([, { process, bootId }]) => bootId !== keep.bootId || !keep.alive(process),
    );
    const { bans } = keep;
    const stale = bans === undefined ? [] : [...this.#hits].filter(([, ban]) => !bans.has(ban));
    if (over.length === 0 && stale.length === 0) return;
    const { db } = this.#state;
    this.#state.transaction(() => {
      for (const [key] of over) db.prepare('DELETE FROM action_handled WHERE key = ?').run(key);
      for (const [key] of stale) db.prepare('DELETE FROM action_hit WHERE key = ?').run(key);
    });
    for (const [key] of over) this.#handled.delete(key);
    for (const [key] of stale) {
      this.#hits.delete(key);
      this.#provable.delete(key);
    }
  }
}

const writeOrder = (order: StopOrder): string =>
  JSON.stringify({
    ...order,
    process: { pid: order.process.pid, startTicks: order.process.startTicks.toString() },
  });

/** Only `writeOrder` puts rows there, so the shape is known. */
function readOrder(text: string): StopOrder {
  const stored = JSON.parse(text) as Omit<StopOrder, 'process'> & {
    readonly process: { readonly pid: number; readonly startTicks: string };
  };
  return {
    ...stored,
    process: { pid: stored.process.pid, startTicks: BigInt(stored.process.startTicks) },
  };
}
