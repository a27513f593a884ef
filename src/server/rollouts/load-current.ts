import { canonical, type Policies, type Published } from '#server/policies/index.ts';
import type { Db } from '#server/store/index.ts';
import { changedBans } from './changed-bans.ts';
import { Current } from './current.ts';
import { serverActor } from './pauses.ts';
import { newRing, ringRows, rolloutRows, type RolloutRow } from './rollout-rows.ts';

/** Superseded releases whose fragments are still handed out. */
const mostOlder = 5;
const rowsLookedAt = 50;

/** The same policy under a higher version: the server issued it again (`claims.ts`), or only words of a file changed. */
function saysTheSame(one: Published, other: Published): boolean {
  const of = ({ release: { fragments, organisation }, settings: { rings = [] } }: Published): string =>
    canonical([fragments, organisation, rings]);
  return of(one) === of(other);
}

/** The rollout of a release that was just published, as it begins; nothing is stored yet. */
export function startedAfter(
  before: Current | undefined,
  published: Published,
  { cursor, now }: { readonly cursor: number; readonly now: number },
): Current {
  const { publication, settings, version } = published;
  const base = before?.everywhere === true ? before.published : before?.base;
  const wanted = settings.rings ?? [];
  // Who is to have it has waited enough, or waits on as before: it is nobody's change.
  const isSame = before !== undefined && saysTheSame(before.published, published);
  const goesOn = isSame && !before.everywhere && !publication.everyone;
  const everyone = base === undefined || publication.everyone || wanted.length === 0 || (isSame && !goesOn);
  const fresh: RolloutRow = {
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
  // What a person or the brake halted is not set going by a pack: that takes a person.
  const isHeld = before?.row.state === 'halted' && publication.by === serverActor.name && !everyone;
  const { halted_at, halted_by, halted_why, measured } = before?.row ?? fresh;
  const begun = isHeld
    ? { ...fresh, state: 'halted' as const, halted_at, halted_by, halted_why, measured }
    : fresh;
  const row = goesOn ? { ...before.row, version } : begun;
  const rings = goesOn
    ? before.rings.map((ring) => ({ ...ring, version }))
    : (everyone ? [] : wanted).map((ring, at) => ({
        ...newRing(version, at, ring),
        ...(at === 0 ? { started_at: now, start_cursor: cursor } : {}),
      }));
  const superseded = before === undefined || before.everywhere ? [] : [before.published, ...before.older];
  return new Current({ row, rings, published, base, older: everyone ? [] : superseded.slice(0, mostOlder) });
}

export function startSentence({ row, rings }: Current, before: Current | undefined): string {
  const { everyone, version } = row;
  if (everyone === 1) return `release ${version} goes to all devices at once`;
  if (row.state === 'halted' && before !== undefined)
    return `release ${version} waits: the rollout of release ${before.version} is halted, and so is this one`;
  return row.started_at === before?.row.started_at
    ? `release ${version} says the same as release ${before.version}: its rollout stays where it was`
    : `release ${version} goes to the ring ${rings[0]?.name ?? ''}`;
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
