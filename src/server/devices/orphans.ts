import type { Audit } from '#server/audit/index.ts';
import type { Db } from '#server/store/index.ts';
import type { DeviceTables } from './tables.ts';

/** The units of the release in force. */
export type Units = { readonly root: string; readonly exists: (unit: string) => boolean };

/**
 * Devices of a unit that is no more go to the root unit, with one audit row for each such unit. Returns the devices that
 * were moved.
 */
export async function moveOrphans(db: Db, audit: Audit, { root, exists }: Units): Promise<string[]> {
  const held = await db.withTables<DeviceTables>().selectFrom('devices').select('unit').distinct().execute();
  const gone = held.map(({ unit }) => unit).filter((unit) => unit !== root && !exists(unit));
  if (gone.length === 0) return [];
  return db.transaction().execute(async (trx) => {
    const moved: string[] = [];
    for (const unit of gone) {
      const rows = await trx
        .withTables<DeviceTables>()
        .updateTable('devices')
        .set({ unit: root })
        .where('unit', '=', unit)
        .returning('id')
        .execute();
      if (rows.length === 0) continue;
      moved.push(...rows.map(({ id }) => id));
      const body = { devices: rows.length, to: root };
      await audit.record(trx, { name: 'server' }, { action: 'unit-removed', subject: unit, body });
    }
    return moved;
  });
}
