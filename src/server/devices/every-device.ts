import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Db } from '#server/store/index.ts';
import { stringsOf } from './devices.ts';
import type { DeviceState, DeviceTables } from './tables.ts';

/** Rows read in one turn of the event loop. */
const windowRows = 1_000;

export type PlacedDevice = {
  readonly id: string;
  readonly unit: string;
  readonly labels: readonly string[];
  readonly state: DeviceState;
  readonly private: boolean;
  readonly release: number;
};

/** Every device, in windows between which others have their turn. */
export async function* everyDevice(db: Db): AsyncGenerator<PlacedDevice> {
  const table = db.withTables<DeviceTables>();
  for (let after = ''; ;) {
    const rows = await table
      .selectFrom('devices')
      .select(['id', 'unit', 'labels', 'state', 'private', 'release'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(windowRows)
      .execute();
    for (const row of rows) yield { ...row, labels: stringsOf(row.labels), private: row.private === 1 };
    const last = rows.at(-1);
    if (last === undefined || rows.length < windowRows) return;
    after = last.id;
    await nextTurn();
  }
}

export const labelsOf = ({ labels }: { readonly labels: string }): readonly string[] => stringsOf(labels);
