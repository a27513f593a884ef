/** The disk is full or refuses writes: nothing of this transaction was kept, what was there before still is. */
export class StateFull extends Error {
  override readonly name = 'StateFull';
}

/** The file is damaged. Dispose the state and call `openState` with `replace: true`. */
export class StateDamaged extends Error {
  override readonly name = 'StateDamaged';
}

/** Result codes of sqlite.org/rescode.html. */
const primary = { perm: 3, readonly: 8, ioerr: 10, corrupt: 11, full: 13, cantopen: 14, notadb: 26 } as const;
const readFaults = new Set([
  266, // SQLITE_IOERR_READ
  522, // SQLITE_IOERR_SHORT_READ
  8_458, // SQLITE_IOERR_CORRUPTFS
]);

/**
 * What an error thrown by a query means for the state; undefined where it is something else (a bug, a busy file).
 * Statements run outside `transaction` throw SQLite's own errors: their callers ask here.
 */
export function stateFaultOf(error: unknown): StateFull | StateDamaged | undefined {
  if (error instanceof StateFull || error instanceof StateDamaged) return error;
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  switch (error.errcode & 0xff) {
    case primary.corrupt:
    case primary.notadb:
      return new StateDamaged(error.message, { cause: error });
    case primary.ioerr:
      return readFaults.has(error.errcode)
        ? new StateDamaged(error.message, { cause: error })
        : new StateFull(error.message, { cause: error });
    case primary.full:
    case primary.readonly:
    case primary.perm:
    case primary.cantopen:
      return new StateFull(error.message, { cause: error });
    default:
      return undefined;
  }
}
