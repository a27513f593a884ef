import type { Policies, Publication, Published } from '#server/policies/index.ts';
import type { Db } from '#server/store/index.ts';
import { changedBans } from './changed-bans.ts';
import { Current } from './current.ts';
import { serverActor } from './pauses.ts';
import { newRing, ringRows, rolloutRows, type RolloutRow } from './rollout-rows.ts';

/** Superseded releases whose fragments are still handed out. */
const mostOlder = 5;
const rowsLookedAt = 50;

/** What the server issues again under a higher version is nobody's change: whoever waits for it has waited enough. */
const isForAll = ({ by, everyone }: Publication): boolean => everyone || by === serverActor.name;

/** The rollout of a release that was just published, as it begins; nothing is stored yet. */
export function startedAfter(
  before: Current | undefined,
  published: Published,
  { cursor, now }: { readonly cursor: number; readonly now: number },
): Current {
  const { publication, settings, version } = published;
  const base = before?.everywhere === true ? before.published : before?.base;
  const wanted = settings.rings ?? [];
  const everyone = base === undefined || isForAll(publication) || wanted.length === 0;
  const row: RolloutRow = {
    version,
    base: base?.version ?? 0,
    state: everyone ? 'done' : 'running',
    started_at: now,
    started_by: publication.by,
    title: publication.title ?? null,
    everyone: everyone ? 1 : 0,
    bans: JSON.stringify(changedBans(base, published)),
    cursor,
    halted_at: null,
    halted_by: null,
    halted_why: null,
    measured: null,
  };
  const rings = (everyone ? [] : wanted).map((ring, at) => ({
    ...newRing(version, at, ring),
    ...(at === 0 ? { started_at: now, start_cursor: cursor } : {}),
  }));
  const superseded = before === undefined || before.everywhere ? [] : [before.published, ...before.older];
  return new Current({ row, rings, published, base, older: everyone ? [] : superseded.slice(0, mostOlder) });
}

/** The newest rollout, as it was when the server ended. */
export async function loadCurrent(
  db: Db,
  policies: Pick<Policies, 'publishedAt'>,
): Promise<Current | undefined> {
  const rows = await rolloutRows(db, rowsLookedAt);
  const [row] = rows;
  const published = row === undefined ? undefined : await policies.publishedAt(row.version);
  if (row === undefined || published === undefined) return undefined;
  const between = rows.filter(({ version }) => version > row.base && version < row.version);
  const older =
    row.state === 'done'
      ? []
      : await Promise.all(between.slice(0, mostOlder).map((one) => policies.publishedAt(one.version)));
  return new Current({
    row,
    rings: await ringRows(db, row.version),
    published,
    base: row.base === 0 ? undefined : await policies.publishedAt(row.base),
    older: older.filter((one) => one !== undefined),
  });
}
