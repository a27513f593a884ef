import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { State } from './port.ts';
import { rescueIntoMemory } from './rescue.ts';
import { setAside } from './set-aside.ts';
import { SqliteState } from './sqlite-state.ts';
import { StateDamaged, StateFull, stateFaultOf } from './state-fault.ts';

export type StateOpenFault =
  | { readonly code: 'set-aside'; readonly file: string; readonly why: string }
  | { readonly code: 'not-writable'; readonly why: string };

export type StateOptions = {
  readonly folder: string;
  /** Local clock, epoch ms: only for the name of a damaged file. */
  readonly now: () => number;
  /** The file was found damaged while in use: set it aside whatever a look at it says. */
  readonly replace?: boolean;
};

/** Name of the database in the state folder. */
export const stateFile = 'state.sqlite';

/**
 * Opens the agent's database: the file, a fresh file where the old one is damaged, or memory where the disk cannot be
 * written. Throws only where another program keeps the file locked, or on a bug.
 */
export function openState(options: StateOptions): { readonly state: State; readonly fault?: StateOpenFault } {
  const path = join(options.folder, stateFile);
  try {
    makeFolder(options.folder);
    const before = hasContent(path);
    if (!before || options.replace !== true) {
      try {
        return { state: openFile(path, { kind: 'file', fresh: !before }) };
      } catch (error) {
        const fault = stateFaultOf(error);
        if (!(fault instanceof StateDamaged)) throw error;
        return replaced(path, options.now(), fault.message);
      }
    }
    return replaced(path, options.now(), 'found damaged while in use');
  } catch (error) {
    const why = whyNotWritable(error);
    if (why === undefined) throw error;
    const { db, fresh } = rescueIntoMemory(path);
    return {
      state: new SqliteState(db, { kind: 'memory', fresh }),
      fault: { code: 'not-writable', why },
    };
  }
}

function replaced(path: string, now: number, why: string): ReturnType<typeof openState> {
  const file = setAside(path, now);
  const state = openFile(path, { kind: 'file', fresh: true, setAside: file });
  return { state, fault: { code: 'set-aside', file, why } };
}

function openFile(path: string, origin: ConstructorParameters<typeof SqliteState>[1]): State {
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const db = new DatabaseSync(path, { timeout: 2_000 });
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON');
    if (!origin.fresh) check(db);
    const state = new SqliteState(db, origin);
    proveWritable(state);
    return state;
  } catch (error) {
    db.close();
    throw error;
  }
}

function check(db: DatabaseSync): void {
  const finding = String(db.prepare('PRAGMA quick_check(1)').get()?.['quick_check']);
  if (finding !== 'ok') throw new StateDamaged(finding);
}

/** Opening alone writes nothing: a full disk shows itself only at the first page. */
function proveWritable(state: State): void {
  state.transaction(() => {
    state.db.exec("INSERT OR REPLACE INTO migrations (room, step) VALUES ('state', 0)");
  });
}

function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if ((statSync(folder).mode & 0o777) !== 0o700) chmodSync(folder, 0o700);
}

/** An empty file is what a power cut during the first start leaves: a fresh one. */
const hasContent = (path: string): boolean => existsSync(path) && statSync(path).size > 0;

const unwritable = new Set(['EROFS', 'ENOSPC', 'EACCES', 'EPERM', 'EDQUOT', 'EIO', 'ENOTDIR', 'EISDIR']);

function whyNotWritable(error: unknown): string | undefined {
  const fault = stateFaultOf(error);
  if (fault instanceof StateFull) return fault.message;
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return unwritable.has(error.code) ? `${basename(stateFile)}: ${error.code}` : undefined;
}
