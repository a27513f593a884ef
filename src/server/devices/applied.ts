import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GroupWriter, Trx } from '#server/store/index.ts';
import { truthHash, type DeviceTables } from './tables.ts';

/** What one device says that it enforces, as it is stored. */
export type Applied = {
  readonly device: string;
  readonly release: number;
  readonly day: string;
  /** JSON. */
  readonly truth: string;
  readonly browsers: string | null;
};
type Waiting = Applied & { readonly settled: PromiseWithResolvers<void>[] };

/** Rows of one statement; always the same number while many wait, so that the statement is prepared once. */
const rowsOfStatement = 100;
/** Rows of one commit: some 4 ms, in which no socket is served. */
const rowsOfCommit = 400;

/**
 * Keeps what devices say that they enforce. A release that lands is answered by thousands at once, with much the same
 * words: those that say the same are one update, and the words are written only where they are others than before. One
 * write is under way, and what arrives meanwhile makes the next. Resolves after the commit.
 */
export function createApplied(write: GroupWriter): (applied: Applied) => Promise<void> {
  let waiting = new Map<string, Waiting>();
  let underWay = false;

  const keep = async (group: readonly Waiting[]): Promise<void> => {
    try {
      await write(async (trx) => {
        for (let at = 0; at < group.length; at += rowsOfStatement)
          await store(trx, group.slice(at, at + rowsOfStatement));
      });
      for (const { settled } of group) for (const { resolve } of settled) resolve();
    } catch (fault) {
      const [only] = group;
      if (group.length === 1) for (const { reject } of only?.settled ?? []) reject(fault);
      // One bad row must not take the others with it.
      else for (const one of group) await keep([one]);
    }
  };
  const run = async (): Promise<void> => {
    underWay = true;
    while (waiting.size > 0) {
      // While more comes with each turn of the event loop it goes together: a commit waits for the disk.
      let before: number;
      do {
        before = waiting.size;
        await nextTurn();
      } while (waiting.size > before && waiting.size < rowsOfCommit);
      const all = [...waiting.values()];
      waiting = new Map(all.slice(rowsOfCommit).map((one) => [one.device, one]));
      await keep(all.slice(0, rowsOfCommit));
    }
    underWay = false;
  };

  return (applied) => {
    const settled = Promise.withResolvers<void>();
    // What a device said last counts; whoever waits for what it said before waits for this.
    const before = waiting.get(applied.device)?.settled ?? [];
    waiting.set(applied.device, { ...applied, settled: [...before, settled] });
    if (!underWay) void run();
    return settled.promise;
  };
}

async function store(trx: Trx, group: readonly Applied[]): Promise<void> {
  const tables = trx.withTables<DeviceTables>();
  const alike = Map.groupBy(group, ({ truth, release, day }) => `${release} ${day} ${truth}`);
  for (const devices of alike.values()) {
    const [{ truth, release, day } = { truth: '', release: 0, day: '' }] = devices;
    await tables
      .updateTable('devices')
      .set({
        ...{ truth_hash: truthHash(truth), release, last_seen: day },
        ...{ refused_version: null, refused_fault: null, refused_detail: null },
      })
      .where(
        'id',
        'in',
        devices.map(({ device }) => device),
      )
      .execute();
  }
  await tables
    .insertInto('device_truths')
    .values(group.map(({ browsers, device, truth }) => ({ device, truth, browsers })))
    .onConflict((clash) =>
      clash
        .column('device')
        .doUpdateSet((eb) => ({ truth: eb.ref('excluded.truth'), browsers: eb.ref('excluded.browsers') }))
        .where((eb) =>
          eb.or([
            eb('device_truths.truth', '<>', eb.ref('excluded.truth')),
            eb('device_truths.browsers', 'is distinct from', eb.ref('excluded.browsers')),
          ]),
        ),
    )
    .execute();
}
