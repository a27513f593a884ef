import { createHash, randomBytes } from 'node:crypto';
import type { LedgerEntry } from '#protocol/tray-agent.ts';
import type { State } from '#agent/state/port.ts';
import { genesis, hashOf } from '#runtime/hash-chain.ts';
import { leads, type Anchor, type LedgerRow } from './chain.ts';
import type { Ledger } from './port.ts';

export type LedgerOptions = {
  /** Default 365. */
  readonly keepDays?: number;
  /** Most entries kept. Default 20,000. */
  readonly most?: number;
  /** Milliseconds that never jump. An unchanged chain is verified at most every ten seconds. */
  readonly monotonic?: () => number;
};

const tables = [
  `CREATE TABLE ledger (
     "index" INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, account TEXT,
     body TEXT NOT NULL, hash TEXT NOT NULL
   ) STRICT;
   CREATE TABLE ledger_ends (name TEXT PRIMARY KEY, "index" INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;`,
  'ALTER TABLE ledger ADD COLUMN salt TEXT',
] as const;
const columns = '"index", at, kind, account, body, hash, salt';

const entriesPerAnswer = 200;
/** What fits into one local frame with room to spare. */
const bytesPerAnswer = 786_432;
const longestBody = 8_192;
const verifiedForMs = 10_000;
const trimEvery = 64;

export function createLedger(state: State, options: LedgerOptions = {}): Ledger {
  state.migrate('ledger', tables);
  return new ChainedLedger(state, options);
}

class ChainedLedger implements Ledger {
  readonly #state: State;
  readonly #options: Required<LedgerOptions>;
  #verified: { readonly head: string; readonly at: number; readonly intact: boolean } | undefined;

  constructor(state: State, options: LedgerOptions) {
    this.#state = state;
    this.#options = { keepDays: 365, most: 20_000, monotonic: () => performance.now(), ...options };
  }

  append(kind: LedgerEntry['kind'], body: string, at: number, account?: string): void {
    this.#state.transaction(() => {
      const last = this.#end('head');
      const whose =
        account === undefined
          ? { account: null, salt: null }
          : { account, salt: randomBytes(16).toString('hex') };
      const entry = { index: last.index + 1, at, kind, body: shortened(body), ...whose };
      const hash = hashOf(last.hash, entry);
      this.#state.db
        .prepare(`INSERT INTO ledger (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`)
        .run(entry.index, at, kind, entry.account, entry.body, hash, entry.salt);
      this.#setEnd('head', { index: entry.index, hash });
      if (entry.index % trimEvery === 0) this.#trim(entry.index, at);
    });
  }

  entries(account: string, before?: number): readonly LedgerEntry[] {
    const anchor = this.#end('anchor');
    const rows = this.#state.db
      .prepare(
        `SELECT ${columns}, (SELECT earlier.hash FROM ledger AS earlier WHERE earlier."index" = ledger."index" - 1) AS previous
         FROM ledger
         WHERE (account IS NULL OR account = ?) AND "index" < ? ORDER BY "index" DESC LIMIT ${entriesPerAnswer}`,
      )
      .all(account, before ?? Number.MAX_SAFE_INTEGER) as unknown[] as ServedRow[];
    const answer: LedgerEntry[] = [];
    let bytes = 0;
    for (const row of rows) {
      const entry = served(row, anchor);
      bytes += Buffer.byteLength(JSON.stringify(entry));
      if (bytes > bytesPerAnswer) break;
      answer.push(entry);
    }
    return answer;
  }

  intact(): boolean {
    const head = this.#end('head');
    const now = this.#options.monotonic();
    if (this.#verified?.head === head.hash && now - this.#verified.at < verifiedForMs)
      return this.#verified.intact;
    const all = this.#state.db.prepare(`SELECT ${columns} FROM ledger ORDER BY "index"`);
    // The table is STRICT and has exactly these columns.
    const intact = leads(all.iterate() as Iterable<LedgerRow>, this.#end('anchor'), head);
    this.#verified = { head: head.hash, at: now, intact };
    return intact;
  }

  /** Entries go from the old end only, so that what stays is one chain. */
  #trim(last: number, at: number): void {
    const { db } = this.#state;
    const firstYoung = db
      .prepare('SELECT min("index") AS first FROM ledger WHERE at >= ?')
      .get(at - this.#options.keepDays * 86_400_000)?.['first'];
    const keepFrom = Math.max(Number(firstYoung ?? 0), last - this.#options.most + 1);
    const gone = db.prepare(
      'SELECT "index", hash FROM ledger WHERE "index" < ? ORDER BY "index" DESC LIMIT 1',
    );
    const anchor = gone.get(keepFrom) as Anchor | undefined;
    if (anchor === undefined) return;
    db.prepare('DELETE FROM ledger WHERE "index" < ?').run(keepFrom);
    this.#setEnd('anchor', anchor);
  }

  #end(name: 'anchor' | 'head'): Anchor {
    const row = this.#state.db.prepare('SELECT "index", hash FROM ledger_ends WHERE name = ?').get(name);
    return (row as Anchor | undefined) ?? { index: 0, hash: genesis };
  }

  #setEnd(name: 'anchor' | 'head', end: Anchor): void {
    this.#state.db
      .prepare('INSERT OR REPLACE INTO ledger_ends (name, "index", hash) VALUES (?, ?, ?)')
      .run(name, end.index, end.hash);
  }
}

type ServedRow = LedgerRow & { readonly previous: string | null };

/** With the hash before it, so that whoever reads it can check it; the first kept one follows the anchor. */
function served({ account, previous, salt, ...entry }: ServedRow, anchor: Anchor): LedgerEntry {
  const before = previous ?? (anchor.index === entry.index - 1 ? anchor.hash : undefined);
  return {
    ...entry,
    ...(before === undefined ? {} : { previous: before }),
    ...(account === null ? {} : { account }),
    ...(salt === null ? {} : { salt }),
  };
}

/** A text that the protocol would not carry is cut, and says how much of what is missing. */
function shortened(body: string): string {
  if (body.length <= longestBody) return body;
  const hash = createHash('sha256').update(body).digest('hex');
  return `${body.slice(0, longestBody - 200).toWellFormed()}… [${body.length} characters, sha256 ${hash}]`;
}
