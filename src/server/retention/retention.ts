import { setImmediate as nextTurn } from 'node:timers/promises';
import { defaultRetention, type Retention } from '#policy/server-file.ts';
import type { Overview } from '#protocol/console-coverage.ts';
import { retentionKinds, type RetentionState } from '#protocol/console-report.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import type { Job } from '#server/jobs/index.ts';
import { readMeta, writeMeta, type Db } from '#server/store/index.ts';

type Kind = (typeof retentionKinds)[number];
/** One kind of data, by the room that owns it. */
export type Keeper = {
  /** Deletes at most `limit` of what is older than that instant and needed no more; returns how many. */
  readonly deleteBefore: (before: number, limit: number) => Promise<number>;
  readonly held: () => Promise<{ readonly rows: number; readonly oldest?: number }>;
};
export type RetentionPorts = {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => Retention;
  readonly keepers: Readonly<Record<Kind, Keeper>>;
  /** What ages by a limit of its own that nobody sets. */
  readonly sweeps: readonly (() => Promise<void>)[];
};

const dayMs = 86_400_000;
/** Rows of one batch. A deletion of events is one range; the others are found by an index and cost more each. */
const batch: Readonly<Record<Kind, number>> = {
  events: 5_000,
  looks: 1_000,
  audit: 5_000,
  exemptions: 1_000,
  // All that is kept is looked through once for each batch.
  silentDevices: 5_000,
};
const runKey = 'retention-run';

type Run = { readonly at: number; readonly deleted: number; readonly failed: readonly Kind[] };

export type Retentions = ReturnType<typeof createRetention>;

export function createRetention({ db, clock, log, settings, keepers, sweeps }: RetentionPorts) {
  const daysOf = (kind: Kind): number => settings()[kind] ?? defaultRetention[kind];
  const lastRun = async (): Promise<Run | undefined> => {
    const stored = await readMeta(db, runKey);
    return stored === undefined ? undefined : (JSON.parse(stored) as Run);
  };

  const run = async (): Promise<void> => {
    let deleted = 0;
    const failed: Kind[] = [];
    for (const kind of retentionKinds) {
      const before = clock.now() - daysOf(kind) * dayMs;
      try {
        for (let more = true; more;) {
          const gone = await keepers[kind].deleteBefore(before, batch[kind]);
          deleted += gone;
          more = gone >= batch[kind];
          await nextTurn();
        }
      } catch (fault) {
        // One kind that fails must not keep the others.
        failed.push(kind);
        log.error({ fault, kind }, 'data past their time could not be deleted');
      }
    }
    for (const sweep of sweeps) await sweep();
    const done: Run = { at: clock.now(), deleted, failed };
    await writeMeta(db, runKey, JSON.stringify(done));
  };

  return {
    job: { name: 'retention', everyMs: dayMs, run } satisfies Job,
    state: async (): Promise<RetentionState> => {
      const last = await lastRun();
      const kinds = [];
      for (const kind of retentionKinds)
        kinds.push({
          kind,
          days: daysOf(kind),
          isDefault: settings()[kind] === undefined,
          ...(await keepers[kind].held()),
        });
      return {
        kinds,
        ...(last === undefined ? {} : { lastRun: last.at }),
        deleted: last?.deleted ?? 0,
      };
    },
    /** For the overview. Before the first run nothing is late. */
    ok: async (): Promise<Overview['retention']> => {
      const last = await lastRun();
      if (last === undefined) return { ok: true };
      if (last.failed.length > 0) return { ok: false, why: `not deleted: ${last.failed.join(', ')}` };
      if (clock.now() - last.at > 2 * dayMs)
        return { ok: false, why: 'the last run is more than two days ago' };
      return { ok: true };
    },
  };
}
