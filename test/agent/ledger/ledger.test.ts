import { Check } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { createLedger, type LedgerOptions } from '#agent/ledger/ledger.ts';
import type { Ledger } from '#agent/ledger/port.ts';
import { openState } from '#agent/state/open-state.ts';
import type { State } from '#agent/state/port.ts';
import { LedgerEntry } from '#protocol/tray-agent.ts';
import { checkEntries, hashOf } from '#runtime/hash-chain.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const day = 86_400_000;
type Stage = { readonly state: State; readonly ledger: Ledger } & Disposable;
function stage(options: LedgerOptions = {}): Stage {
  const temp = tempFolder();
  const { state } = openState({ folder: temp.path, now: () => 0 });
  return {
    state,
    ledger: createLedger(state, options),
    [Symbol.dispose]: () => {
      state[Symbol.dispose]();
      temp[Symbol.dispose]();
    },
  };
}
function fill(ledger: Ledger, count: number): void {
  for (let at = 1; at <= count; at += 1) ledger.append('sent', `{"n":${at}}`, at);
}

describe('the ledger', () => {
  it('is intact when empty and after entries, also for who opens it anew', () => {
    using at = stage();
    expect(at.ledger.intact()).toBe(true);
    fill(at.ledger, 10);
    expect(at.ledger.intact()).toBe(true);
    const again = createLedger(at.state);
    again.append('look', '{}', 11);
    expect(again.intact()).toBe(true);
  });

  it('shows a person their own entries and everybody’s, newest first, and nobody else’s', () => {
    using at = stage();
    at.ledger.append('sent', 'of anna', 1, 'anna');
    at.ledger.append('sent', 'of berit', 2, 'berit');
    at.ledger.append('look', 'of everybody', 3);
    const bodies = (account: string): readonly string[] => at.ledger.entries(account).map(({ body }) => body);
    expect(bodies('anna')).toEqual(['of everybody', 'of anna']);
    expect(bodies('berit')).toEqual(['of everybody', 'of berit']);
    expect(bodies('')).toEqual(['of everybody']);
    for (const entry of at.ledger.entries('anna')) expect(Check(LedgerEntry, entry)).toBe(true);
  });

  it('gives each entry what it takes to check it, also where others’ are hidden and older ones are gone', () => {
    using at = stage({ most: 100 });
    for (let n = 1; n <= 130; n += 1) at.ledger.append('sent', `{"n":${n}}`, n, ['anna', 'berit'][n % 3]);
    for (const account of ['anna', 'berit']) {
      const entries = at.ledger.entries(account);
      expect(entries.every(({ previous }) => previous !== undefined)).toBe(true);
      expect(new Set(entries.map((entry) => entry.account))).toEqual(new Set([account, undefined]));
      expect(checkEntries(entries)).toBe('verified');
    }
    at.state.db.prepare(`UPDATE ledger SET body = '{}' WHERE "index" = 120`).run();
    expect(checkEntries(at.ledger.entries('anna'))).toBe('broken');
  });

  it('gives at most 200 at once, and the older ones on demand', () => {
    using at = stage();
    at.state.transaction(() => fill(at.ledger, 450));
    const indexes = (before?: number): readonly number[] =>
      at.ledger.entries('anna', before).map(({ index }) => index);
    expect([indexes().at(0), indexes().at(-1), indexes().length]).toEqual([450, 251, 200]);
    expect([indexes(251).at(0), indexes(51).length, indexes(1).length]).toEqual([250, 50, 0]);
  });

  it('never gives more than fits into a local frame, and always gets on', () => {
    using at = stage();
    // The most that JSON makes of a character: six bytes.
    at.state.transaction(() => {
      for (let count = 1; count <= 60; count += 1)
        at.ledger.append('received', '\u0001'.repeat(8_192), count);
    });
    let before: number | undefined;
    const seen: number[] = [];
    for (;;) {
      const answer = at.ledger.entries('anna', before);
      if (answer.length === 0) break;
      expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(800_000);
      seen.push(...answer.map(({ index }) => index));
      before = answer.at(-1)?.index;
    }
    expect(seen).toEqual(Array.from({ length: 60 }, (_, index) => 60 - index));
  });

  it('lets nobody guess another one’s entry by the hashes beside it', () => {
    using at = stage();
    at.ledger.append('look', 'x', 1);
    at.ledger.append('sent', '{"type":"hit"}', 2, 'berit');
    at.ledger.append('look', 'y', 3);
    const [after, before] = at.ledger.entries('anna');
    const guess = { index: 2, at: 2, kind: 'sent', account: 'berit', body: '{"type":"hit"}' };
    expect(after?.previous).not.toBe(hashOf(before?.hash ?? '', guess));
    const own = at.ledger.entries('berit')[1];
    expect(after?.previous).toBe(hashOf(before?.hash ?? '', { ...guess, ...own }));
    expect(checkEntries(at.ledger.entries('berit'))).toBe('verified');
    expect(checkEntries(at.ledger.entries('anna'))).toBe('verified');
    expect(at.ledger.intact()).toBe(true);
  });

  it('cuts what the protocol cannot carry and names its hash', () => {
    using at = stage();
    at.ledger.append('received', 'x'.repeat(30_000), 1);
    at.ledger.append('received', '😀'.repeat(10_000), 2);
    for (const entry of at.ledger.entries('anna')) {
      expect(Check(LedgerEntry, entry)).toBe(true);
      expect(entry.body).toMatch(/\[\d+ characters, sha256 [0-9a-f]{64}\]$/);
    }
    expect(at.ledger.intact()).toBe(true);
  });
});

describe('tampering', () => {
  it.each([
    ['a changed body', `UPDATE ledger SET body = '{"n":0}' WHERE "index" = 5`],
    ['a changed time', 'UPDATE ledger SET at = 99 WHERE "index" = 5'],
    ['a changed account', `UPDATE ledger SET account = 'berit' WHERE "index" = 5`],
    ['a changed hash', `UPDATE ledger SET hash = '${'a'.repeat(64)}' WHERE "index" = 5`],
    ['an entry taken out', 'DELETE FROM ledger WHERE "index" = 5'],
    ['the first entry taken away', 'DELETE FROM ledger WHERE "index" = 1'],
    ['the last entry taken away', 'DELETE FROM ledger WHERE "index" = 10'],
    ['all entries taken away', 'DELETE FROM ledger'],
    ['two entries exchanged', 'UPDATE ledger SET "index" = 15 - "index" + 20 WHERE "index" IN (7, 8)'],
    ['an entry put in', `INSERT INTO ledger VALUES (11, 11, 'look', NULL, '{}', '${'b'.repeat(64)}', NULL)`],
  ])('shows %s', (_what, statement) => {
    using at = stage();
    fill(at.ledger, 10);
    expect(at.ledger.intact()).toBe(true);
    at.state.db.exec(statement);
    expect(createLedger(at.state).intact()).toBe(false);
  });

  it('is looked for anew after ten seconds at the latest, and after every entry', () => {
    let now = 0;
    using at = stage({ monotonic: () => now });
    fill(at.ledger, 10);
    expect(at.ledger.intact()).toBe(true);
    at.state.db.exec('UPDATE ledger SET at = 99 WHERE "index" = 5');
    now = 10_000;
    expect(at.ledger.intact()).toBe(false);
    at.state.db.exec('UPDATE ledger SET at = 5 WHERE "index" = 5');
    at.ledger.append('sent', '{}', 11);
    expect(at.ledger.intact()).toBe(true);
  });
});

describe('retention', () => {
  it('trims by number and keeps the chain whole from its anchor', () => {
    using at = stage({ most: 100 });
    at.state.transaction(() => fill(at.ledger, 64 * 5));
    const kept = at.state.db.prepare('SELECT count(*) AS rows, min("index") AS first FROM ledger').get();
    expect(kept).toEqual({ rows: 100, first: 221 });
    expect(createLedger(at.state).intact()).toBe(true);
    at.state.db.exec('DELETE FROM ledger WHERE "index" = 221');
    expect(createLedger(at.state).intact()).toBe(false);
  });

  it('trims by age, and only from the old end', () => {
    using at = stage({ keepDays: 30 });
    at.state.transaction(() => {
      for (let entry = 1; entry <= 128; entry += 1) at.ledger.append('sent', '{}', entry * day);
    });
    expect(at.state.db.prepare('SELECT min("index") AS first FROM ledger').get()).toEqual({ first: 98 });
    expect(createLedger(at.state).intact()).toBe(true);
  });
});
