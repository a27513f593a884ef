import { Compile } from 'typebox/compile';
import type { State } from '#agent/state/port.ts';
import { Envelope } from '#protocol/envelope.ts';
import type { HighMark } from './verify.ts';

export type DocumentRow = 'release' | 'staged-release' | 'assignment' | 'staged-assignment';

const envelopeCheck = Compile(Envelope);

/** The tables of the policy store: signed documents as they came, never what was read out of them. */
export class DocumentRows {
  readonly #db: State['db'];

  constructor(state: State) {
    state.migrate('intake', [
      'CREATE TABLE intake_document (name TEXT PRIMARY KEY, envelope TEXT NOT NULL)',
      'CREATE TABLE intake_mark (name TEXT PRIMARY KEY, number INTEGER NOT NULL, digest TEXT NOT NULL)',
      'CREATE TABLE intake_fragment (hash TEXT PRIMARY KEY, body TEXT NOT NULL)',
      'CREATE TABLE intake_pause (ban TEXT PRIMARY KEY, envelope TEXT NOT NULL)',
    ]);
    this.#db = state.db;
  }

  document(name: DocumentRow): Envelope | 'absent' | 'damaged' {
    const row = this.#db.prepare('SELECT envelope FROM intake_document WHERE name = ?').get(name);
    return row === undefined ? 'absent' : (readEnvelope(row['envelope']) ?? 'damaged');
  }
  putDocument(name: DocumentRow, envelope: Envelope): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO intake_document (name, envelope) VALUES (?, ?)')
      .run(name, JSON.stringify(envelope));
  }
  /** The staged document, if there is one, becomes the held one. */
  promote(name: 'release' | 'assignment'): void {
    this.#db
      .prepare(
        'INSERT OR REPLACE INTO intake_document (name, envelope) SELECT ?, envelope FROM intake_document WHERE name = ?',
      )
      .run(name, `staged-${name}`);
    this.#db.prepare('DELETE FROM intake_document WHERE name = ?').run(`staged-${name}`);
  }

  mark(name: 'release' | 'assignment'): HighMark | undefined {
    const row = this.#db.prepare('SELECT number, digest FROM intake_mark WHERE name = ?').get(name);
    if (typeof row?.['number'] !== 'number' || typeof row['digest'] !== 'string') return undefined;
    return { number: row['number'], digest: row['digest'] };
  }
  putMark(name: 'release' | 'assignment', mark: HighMark): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO intake_mark (name, number, digest) VALUES (?, ?, ?)')
      .run(name, mark.number, mark.digest);
  }

  fragments(): readonly (readonly [string, string])[] {
    return this.#db
      .prepare('SELECT hash, body FROM intake_fragment')
      .all()
      .map((row) => [String(row['hash']), String(row['body'])] as const);
  }
  putFragment(hash: string, body: string): void {
    this.#db.prepare('INSERT OR REPLACE INTO intake_fragment (hash, body) VALUES (?, ?)').run(hash, body);
  }
  keepFragments(hashes: readonly string[]): void {
    this.#db
      .prepare('DELETE FROM intake_fragment WHERE hash NOT IN (SELECT value FROM json_each(?))')
      .run(JSON.stringify(hashes));
  }

  pauses(): readonly Envelope[] {
    return this.#db
      .prepare('SELECT envelope FROM intake_pause ORDER BY ban')
      .all()
      .map((row) => readEnvelope(row['envelope']))
      .filter((envelope) => envelope !== undefined);
  }
  putPause(ban: string, envelope: Envelope): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO intake_pause (ban, envelope) VALUES (?, ?)')
      .run(ban, JSON.stringify(envelope));
  }
  keepPauses(bans: readonly string[]): void {
    this.#db
      .prepare('DELETE FROM intake_pause WHERE ban NOT IN (SELECT value FROM json_each(?))')
      .run(JSON.stringify(bans));
  }
}

function readEnvelope(text: unknown): Envelope | undefined {
  try {
    const value: unknown = JSON.parse(String(text));
    return envelopeCheck.Check(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
