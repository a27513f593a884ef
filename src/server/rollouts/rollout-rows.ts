import { Compile } from 'typebox/compile';
import { Type } from 'typebox';
import type { Ring } from '#policy/server-file.ts';
import { RolloutMeasure, type RingState, type Rollout } from '#protocol/console-rollouts.ts';
import type { Db, Trx } from '#server/store/index.ts';
import type { RolloutTables } from './tables.ts';

export type RolloutRow = RolloutTables['rollouts'];
export type RingRow = RolloutTables['rollout_rings'];
export type RingCount = { readonly devices: number; readonly applied: number };

const measure = Compile(RolloutMeasure);
const strings = Compile(Type.Array(Type.String()));
export const stringsOf = (json: string): string[] => strings.Parse(JSON.parse(json));

export const labelsOfRing = ({ labels }: RingRow): string[] | undefined =>
  labels === null ? undefined : stringsOf(labels);
export const ruleOf = (row: RingRow) => ({ percent: row.percent ?? undefined, labels: labelsOfRing(row) });

export function newRing(version: number, position: number, ring: Ring): RingRow {
  return {
    version,
    position,
    ring: ring.id,
    name: ring.name,
    percent: 'percent' in ring ? ring.percent : null,
    labels: 'labels' in ring ? JSON.stringify(ring.labels) : null,
    soak_hours: ring.soakHours,
    started_at: null,
    passed_at: null,
    start_cursor: 0,
    hits: 0,
    faults: 0,
    requests: 0,
    devices: 0,
    applied: 0,
  };
}

export const rolloutRows = async (from: Db | Trx, limit: number): Promise<RolloutRow[]> =>
  from
    .withTables<RolloutTables>()
    .selectFrom('rollouts')
    .selectAll()
    .orderBy('version', 'desc')
    .limit(limit)
    .execute();

export const rolloutRow = (from: Db | Trx, version: number): Promise<RolloutRow | undefined> =>
  from
    .withTables<RolloutTables>()
    .selectFrom('rollouts')
    .selectAll()
    .where('version', '=', version)
    .executeTakeFirst();

export const ringRows = (from: Db | Trx, version: number): Promise<RingRow[]> =>
  from
    .withTables<RolloutTables>()
    .selectFrom('rollout_rings')
    .selectAll()
    .where('version', '=', version)
    .orderBy('position')
    .execute();

export const ringRowsSince = (from: Db | Trx, version: number): Promise<RingRow[]> =>
  from
    .withTables<RolloutTables>()
    .selectFrom('rollout_rings')
    .selectAll()
    .where('version', '>=', version)
    .orderBy('version')
    .orderBy('position')
    .execute();

export async function setRollout(trx: Trx, version: number, set: Partial<RolloutRow>): Promise<void> {
  await trx
    .withTables<RolloutTables>()
    .updateTable('rollouts')
    .set(set)
    .where('version', '=', version)
    .execute();
}

export async function setRing(
  trx: Db | Trx,
  { version, position }: Pick<RingRow, 'version' | 'position'>,
  set: Partial<RingRow>,
): Promise<void> {
  await trx
    .withTables<RolloutTables>()
    .updateTable('rollout_rings')
    .set(set)
    .where('version', '=', version)
    .where('position', '=', position)
    .execute();
}

export const soakEndOf = ({ soak_hours, started_at }: RingRow): number =>
  (started_at ?? 0) + soak_hours * 3_600_000;

/** The ring that soaks, or did when it halted; -1 where none has begun, and the number of rings where all have passed. */
export const positionOf = (rings: readonly RingRow[]): number =>
  rings.findLastIndex(({ started_at }) => started_at !== null);

/** `counts`: of the devices now; those of the row where nobody counts any more. `waits`: the ring that soaks, for a device. */
export function record(
  row: RolloutRow,
  rings: readonly RingRow[],
  { counts, waits = false }: { readonly counts?: readonly RingCount[]; readonly waits?: boolean } = {},
): Rollout {
  return {
    version: row.version,
    state: row.state,
    startedAt: row.started_at,
    startedBy: row.started_by,
    ...(row.title === null ? {} : { title: row.title }),
    rings: rings.map((ring, at) => ringState(row, ring, { waits, count: counts?.[at] ?? ring })),
    ...(row.halted_at === null
      ? {}
      : {
          halted: {
            at: row.halted_at,
            ...(row.halted_by === null ? {} : { by: row.halted_by }),
            why: row.halted_why ?? 'halted',
            ...(row.measured === null ? {} : { measured: measure.Parse(JSON.parse(row.measured)) }),
          },
        }),
    everyone: row.everyone === 1,
  };
}

function ringState(
  row: RolloutRow,
  ring: RingRow,
  { waits, count: { devices, applied } }: { readonly waits: boolean; readonly count: RingCount },
): RingState {
  const labels = labelsOfRing(ring);
  const soaks = ring.started_at !== null && ring.passed_at === null && row.state === 'running';
  return {
    ring: ring.ring,
    name: ring.name,
    ...(ring.percent === null ? {} : { percent: ring.percent }),
    ...(labels === undefined ? {} : { labels }),
    soakHours: ring.soak_hours,
    state: stateOf(row, ring),
    ...(ring.started_at === null ? {} : { startedAt: ring.started_at }),
    ...(soaks && !waits ? { soakUntil: soakEndOf(ring) } : {}),
    ...(soaks && waits ? { waitsForDevice: true } : {}),
    devices,
    applied,
    hits: ring.hits,
    faults: ring.faults,
    requests: ring.requests,
  };
}

function stateOf(row: RolloutRow, ring: RingRow): RingState['state'] {
  if (ring.started_at === null) return 'waiting';
  if (ring.passed_at !== null) return 'passed';
  return row.halted_at === null ? 'soaking' : 'halted';
}
