import type { DatabaseSync } from 'node:sqlite';
import type { EventBody } from '#protocol/event.ts';
import type { AgentFaultCode } from '#protocol/fault-codes.ts';

/** Code of the fault event that tells what the cap dropped. */
export const droppedCode = 'events-dropped' satisfies AgentFaultCode;

export type Dropped = {
  readonly faults: number;
  /** Hits that dropped `repeats` events counted. */
  readonly repeats: number;
};
export type Cap = { makeRoom(): Dropped };

/**
 * Keeps the journal at `most` events where that is possible: drops faults, oldest first, then repeats, oldest first.
 * It makes a little more room than needed, so that a full journal is not searched at every event.
 */
export function createCap(db: DatabaseSync, most: number): Cap {
  const size = db.prepare('SELECT count(*) AS events FROM journal');
  const oldest = db.prepare(
    `SELECT id, body FROM journal WHERE type IN ('fault', 'repeats')
     ORDER BY type = 'repeats', id LIMIT ?`,
  );
  const drop = db.prepare('DELETE FROM journal WHERE id = ?');
  return {
    makeRoom: () => {
      const over = Number(size.get()?.['events']) - most;
      if (over <= 0) return { faults: 0, repeats: 0 };
      let faults = 0;
      let repeats = 0;
      for (const row of oldest.all(over + Math.ceil(most / 20))) {
        drop.run(Number(row['id']));
        const body = JSON.parse(String(row['body'])) as EventBody;
        if (body.type === 'repeats') repeats += body.count;
        // An older report of what was dropped is told again by the next one.
        else if (body.type === 'fault' && body.code !== droppedCode) faults += 1;
      }
      return { faults, repeats };
    },
  };
}
