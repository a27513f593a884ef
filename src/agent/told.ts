import type { Ledger } from './ledger/port.ts';
import type { State } from './state/port.ts';

/** What is told to the server beside the journal's events, and often unchanged: it is in the ledger once per content. */
export interface Told {
  /**
   * Notes that this is about to be sent, if the last of its type that was noted says something else. False: more than
   * `mostPerDay` of them would be noted; it must not be sent, or whoever provokes it could push the ledger's past out.
   */
  note(content: { readonly type: string } & Readonly<Record<string, unknown>>, mostPerDay?: number): boolean;
}

export function createTold(state: State, ledger: Ledger, now: () => number): Told {
  state.migrate('told', ['CREATE TABLE told_last (type TEXT PRIMARY KEY, body TEXT NOT NULL)']);
  const read = state.db.prepare('SELECT body FROM told_last WHERE type = ?');
  const write = state.db.prepare('INSERT OR REPLACE INTO told_last (type, body) VALUES (?, ?)');
  let day = 0;
  let noted = new Map<string, number>();
  return {
    note: (content, mostPerDay = Infinity) => {
      const body = JSON.stringify(content);
      if (read.get(content.type)?.['body'] === body) return true;
      const today = Math.floor(now() / 86_400_000);
      if (today !== day) noted = new Map();
      day = today;
      const before = noted.get(content.type) ?? 0;
      if (before >= mostPerDay) return false;
      state.transaction(() => {
        ledger.append('sent', body, now());
        write.run(content.type, body);
      });
      noted.set(content.type, before + 1);
      return true;
    },
  };
}
