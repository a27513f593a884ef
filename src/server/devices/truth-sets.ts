import { setImmediate as nextTurn } from 'node:timers/promises';
import { Compile } from 'typebox/compile';
import { Type } from 'typebox';
import { Truth } from '#policy/proof.ts';
import type { Db } from '#server/store/index.ts';
import { truthHash, type DeviceTables } from './tables.ts';

const check = Compile(Type.Array(Truth));
/** Sets kept in memory, some 1 KB each; a fleet shares a few hundred, unless its PCs are all different. */
const mostKept = 20_000;
const mostMembers = 100_000;
/** Sets read and parsed in one turn of the event loop: some 5 ms where there are many bans. */
const setsAtOnce = 50;

export const readTruth = (stored: string): Truth[] => check.Parse(JSON.parse(stored));

/** Hashes of what devices say, each with a device that says it. */
export type Holders = ReadonlyMap<string, string>;

/** What devices say they enforce, by its hash: read and parsed once for all devices that say the same. */
export function createTruthSets(db: Db) {
  const table = db.withTables<DeviceTables>();
  const kept = new Map<string, readonly Truth[]>();
  /** Sets differ in a few of their members: each is kept once, however many sets have it. */
  const members = new Map<string, Truth>();
  const member = (truth: Truth): Truth => {
    const key = JSON.stringify([truth.ban, truth.channel, truth.level, truth.why]);
    const known = members.get(key);
    if (known === undefined) members.set(key, truth);
    return known ?? truth;
  };
  const keep = (hash: string, truths: readonly Truth[]): void => {
    if (kept.size >= mostKept || members.size >= mostMembers) {
      kept.clear();
      members.clear();
    }
    kept.set(hash, truths.map(member));
  };

  return {
    /** What cannot be found any more, because it changed meanwhile, is left out. Whoever wants many asks for them in portions. */
    of: async (holders: Holders): Promise<ReadonlyMap<string, readonly Truth[]>> => {
      const found = new Map<string, readonly Truth[]>();
      const missing: string[] = [];
      for (const [hash, holder] of holders) {
        const known = kept.get(hash);
        if (known === undefined) missing.push(holder);
        else found.set(hash, known);
      }
      for (let at = 0; at < missing.length; at += setsAtOnce) {
        const rows = await table
          .selectFrom('device_truths')
          .select('truth')
          .where('device', 'in', missing.slice(at, at + setsAtOnce))
          .execute();
        for (const { truth } of rows) {
          const [hash, parsed] = [truthHash(truth), readTruth(truth)];
          keep(hash, parsed);
          found.set(hash, parsed);
        }
        await nextTurn();
      }
      return found;
    },
    /** All hashes that some device has. */
    all: async (): Promise<Holders> => {
      const rows = await table
        .selectFrom('devices')
        .select('truth_hash')
        .select(({ fn }) => fn.min('id').as('holder'))
        .where('truth_hash', 'is not', null)
        .groupBy('truth_hash')
        .execute();
      return new Map(
        rows.flatMap(({ truth_hash, holder }) => (truth_hash === null ? [] : [[truth_hash, holder]])),
      );
    },
  };
}
export type TruthSets = ReturnType<typeof createTruthSets>;
