import { statfs } from 'node:fs/promises';
import type { ResponseOf } from '#protocol/console-server.ts';
import type { Clock } from '#runtime/clock.ts';
import { writeMeta, type Db } from '#server/store/index.ts';

export type ReadinessPorts = {
  readonly db: Db;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly folder: string;
  readonly ingestWorks: () => boolean;
  readonly release: () => number;
};
type Ready = ResponseOf<'getReady'>;
type Check = Ready['checks'][number];

/** Under this the store may soon be unable to take an event. */
const leastFreeBytes = 200 * 1_048_576;
/** Anybody may ask: an answer holds for that long. */
const answerHoldsMs = 1_000;

/** Whether the server can do its work. The reasons tell nothing of where and how it runs. */
export function createReadiness({
  db,
  clock,
  folder,
  ingestWorks,
  release,
}: ReadinessPorts): () => Promise<Ready> {
  const check = async (name: string, work: () => Promise<string | undefined>): Promise<Check> => {
    try {
      const why = await work();
      return { name, ok: why === undefined, ...(why === undefined ? {} : { why }) };
    } catch {
      // Public: what exactly failed is in the log of whoever met it in earnest.
      return { name, ok: false, why: `${name} cannot be used` };
    }
  };
  const ask = async (): Promise<Ready> => {
    const checks = await Promise.all([
      check('store', async () => {
        await writeMeta(db, 'ready-asked-at', String(clock.now()));
        return undefined;
      }),
      check('disk', async () => {
        const { bavail, bsize } = await statfs(folder);
        return bavail * bsize < leastFreeBytes ? 'less than 200 MB are free' : undefined;
      }),
      check('events', () =>
        Promise.resolve(ingestWorks() ? undefined : 'the thread that stores events works no more'),
      ),
      check('release', () => Promise.resolve(release() > 0 ? undefined : 'no release is published yet')),
    ]);
    return { ready: checks.every((one) => one.ok), checks };
  };
  let held: { readonly until: number; readonly answer: Promise<Ready> } | undefined;
  return () => {
    const now = clock.monotonic();
    if (held === undefined || now >= held.until) held = { until: now + answerHoldsMs, answer: ask() };
    return held.answer;
  };
}
