import type { State } from '#agent/state/port.ts';
import type { Clock } from '#runtime/clock.ts';

/** Difference between the local clock and the server's from which on it is worth a fault report. */
export const clockJumpMs = 300_000;

/** From here on a year has five digits and no day can be told, so that nothing could be decided any more. */
const endOfCalendar = Date.UTC(9999, 0, 1);

/**
 * Time by the highest instant that the server vouched for, plus monotonic time since. Kept across restarts; what passed
 * while the PC was off and offline does not count. The local clock decides nothing; it stands in only until the first
 * signed instant, when there is no policy yet that could depend on it.
 */
export interface SignedTime {
  /** Epoch ms. Never goes back. */
  now(): number;
  /** The same; 0 before the first signed instant. */
  reached(): number;
  /**
   * An instant from a verified document or a proven session; one that no calendar has is not heeded, and one beyond
   * `latest` only as far as that: a server alone must not end every ban by the years. Returns whether the local clock
   * is far off, and whether the instant went beyond `latest`.
   */
  observe(instant: number, latest?: number): { readonly localClockFar: boolean; readonly beyond: boolean };
  /** Keeps the time reached so far, so that a restart goes on from it. */
  save(): void;
}

/** `floor`: an instant that was reached before, kept outside of the database. */
export function createSignedTime(state: State, clock: Clock, floor = 0): SignedTime {
  state.migrate('signed-time', [
    'CREATE TABLE signed_time (id INTEGER PRIMARY KEY CHECK (id = 1), reached INTEGER NOT NULL)',
  ]);
  const row = state.db.prepare('SELECT reached FROM signed_time WHERE id = 1').get();
  let base = Math.max(floor, typeof row?.['reached'] === 'number' ? row['reached'] : 0);
  let since = clock.monotonic();
  const now = (): number => Math.floor(base === 0 ? clock.now() : base + (clock.monotonic() - since));
  const put = state.db.prepare(
    'INSERT INTO signed_time (id, reached) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET reached = max(reached, excluded.reached)',
  );
  const save = (): void => {
    if (base !== 0) put.run(now());
  };
  return {
    now,
    reached: () => (base === 0 ? 0 : now()),
    observe: (instant, latest = Infinity) => {
      if (instant >= endOfCalendar) return { localClockFar: true, beyond: true };
      const heeded = Math.min(instant, latest);
      if (base === 0 || heeded > now()) {
        base = heeded;
        since = clock.monotonic();
        save();
      }
      return { localClockFar: Math.abs(clock.now() - heeded) > clockJumpMs, beyond: instant > latest };
    },
    save,
  };
}
