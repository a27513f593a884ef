import { setImmediate as nextTurn } from 'node:timers/promises';
import { Compile } from 'typebox/compile';
import { Type } from 'typebox';
import { Truth } from '#policy/proof.ts';
import type { Db } from '#server/store/index.ts';
import { truthHash, type DeviceTables } from './tables.ts';

const check = Compile(Type.Array(Truth));
/** Sets kept in memory; a fleet shares a few hundred at most. */
const mostKept = 5_000;
const mostInList = 200;

export const readTruth = (stored: string): Truth[] => check.Parse(JSON.parse(stored));

/** What devices say they enforce, by its hash: read and parsed once for all devices that say the same. */
export function createTruthSets(db: Db) {
  const table = db.withTables<DeviceTables>();
  const kept = new Map<string, readonly Truth[]>();

  return {
    /** What cannot be found any more, because it changed meanwhile, is left out. */
    of: async (hashes: Iterable<string>): Promise<ReadonlyMap<string, readonly Truth[]>> => {
      const wanted = [...new Set(hashes)];
      const missing = wanted.filter((hash) => !kept.has(hash));
      if (kept.size + missing.length > mostKept) kept.clear();
      const found = new Map<string, readonly Truth[]>();
      for (const hash of wanted) {
        const known = kept.get(hash);
        if (known !== undefined) found.set(hash, known);
      }
      for (let at = 0; at < missing.length; at += mostInList) {
        const holders = await table
          .selectFrom('devices')
          .select(({ fn }) => fn.min('id').as('id'))
          .where('truth_hash', 'in', missing.slice(at, at + mostInList))
          .groupBy('truth_hash')
          .execute();
        if (holders.length === 0) continue;
        const rows = await table
          .selectFrom('device_truths')
          .select('truth')
          .where(
            'device',
            'in',
            holders.map(({ id }) => id),
          )
          .execute();
        for (const { truth } of rows) {
          const parsed = readTruth(truth);
          kept.set(truthHash(truth), parsed);
          found.set(truthHash(truth), parsed);
        }
        await nextTurn();
      }
      return found;
    },
    /** All hashes that some device has. */
    all: async (): Promise<string[]> =>
      (
        await table
          .selectFrom('devices')
          .select('truth_hash')
          .distinct()
          .where('truth_hash', 'is not', null)
          .execute()
      ).flatMap(({ truth_hash }) => truth_hash ?? []),
  };
}
export type TruthSets = ReturnType<typeof createTruthSets>;
