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
  /**
   * An instant from a verified document or a proven session; one that no calendar has is not heeded. Returns whether the
   * local clock is far off.
   */
  observe(instant: number): { readonly localClockFar: boolean };
  /** Keeps the time reached so far, so that a restart goes on from it. */
  save(): void;
}

export function createSignedTime(state: State, clock: Clock): SignedTime {
  state.migrate('signed-time', [
    'CREATE TABLE signed_time (id INTEGER PRIMARY KEY CHECK (id = 1), reached INTEGER NOT NULL)',
  ]);
  const row = state.db.prepare('SELECT reached FROM signed_time WHERE id = 1').get();
  let base = typeof row?.['reached'] === 'number' ? row['reached'] : 0;
  let since = clock.monotonic();
  const now = (): number => (base === 0 ? clock.now() : Math.floor(base + (clock.monotonic() - since)));
  const put = state.db.prepare(
    'INSERT INTO signed_time (id, reached) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET reached = max(reached, excluded.reached)',
  );
  const save = (): void => {
    if (base !== 0) put.run(now());
  };
  return {
    now,
    observe: (instant) => {
      if (instant >= endOfCalendar) return { localClockFar: true };
      if (base === 0 || instant > now()) {
        base = instant;
        since = clock.monotonic();
        save();
      }
      return { localClockFar: Math.abs(clock.now() - instant) > clockJumpMs };
    },
    save,
  };
}
