import type { Db } from '#server/store/index.ts';
import { firstUnnamed } from './named.ts';
import type { AuditRow } from './tables.ts';

/** What is found wrong with the chain while it is read; the first of it is told. */
export function createFaults(db: Db) {
  let why: string | undefined;
  return {
    missing: (seq: number): void => {
      why ??= `entry ${seq} is missing`;
    },
    changed: (seq: number): void => {
      why ??= `entry ${seq} was changed, or does not follow from the one before it`;
    },
    /** Looks for bodies that were taken away without an act that says so. */
    unnamed: async (rows: readonly AuditRow[]): Promise<void> => {
      const seq = await firstUnnamed(db, rows);
      if (seq !== undefined) why ??= `the text of entry ${seq} is gone, and no erasure names it`;
    },
    found: (): { readonly intact: boolean; readonly why?: string } =>
      why === undefined ? { intact: true } : { intact: false, why },
  };
}
