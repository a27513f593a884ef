import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { writeFileAtomically } from '#runtime/atomic-file.ts';

export type DataFolder = Disposable & {
  readonly path: (name: string) => string;
  /** The file's text; made by `create` and kept with mode 0600 when it is not there yet. */
  readonly secret: (name: string, create: () => string) => string;
};
export type DataFolderFault = 'locked';

/**
 * Takes the folder for this process alone. The lock is the operating system's (an exclusive SQLite transaction on
 * `lock`), so it ends with the process, however that ends.
 */
export function takeDataFolder(folder: string): Outcome<DataFolder, DataFolderFault> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  makePrivate(join(folder, 'lock'));
  const lock = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (fault) {
    lock.close();
    if (isBusy(fault)) return fail('locked');
    throw fault;
  }
  const path = (name: string): string => join(folder, name);
  return ok({
    path,
    secret: (name, create) => {
      if (!existsSync(path(name))) writeFileAtomically(path(name), create(), 0o600);
      return readFileSync(path(name), 'utf8');
    },
    [Symbol.dispose]: () => lock.close(),
  });
}

/**
 * Mode 0600 for a database file, before SQLite opens it; its journals take the mode of the file. One that is there is
 * not opened: closing it again would release the locks that this process holds on it.
 */
export function makePrivate(path: string): void {
  if (existsSync(path)) chmodSync(path, 0o600);
  else writeFileSync(path, '', { flag: 'wx', mode: 0o600 });
}

const sqliteBusy = 5;
function isBusy(fault: unknown): boolean {
  return fault instanceof Error && 'errcode' in fault && fault.errcode === sqliteBusy;
}
