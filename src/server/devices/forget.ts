import type { Db, Trx } from '#server/store/index.ts';
import { stringsOf } from './summary.ts';
import type { DeviceTables } from './tables.ts';

/** Takes away what this room knows of a device: its record, what it told, its assignment and the looks at it. */
export async function forgetDevice(trx: Trx, device: string): Promise<void> {
  const tables = trx.withTables<DeviceTables>();
  for (const table of ['device_truths', 'assignments', 'looks'] as const)
    await tables.deleteFrom(table).where('device', '=', device).execute();
  await tables.deleteFrom('devices').where('id', '=', device).execute();
}

/**
 * Takes an account out of what these devices told of theirs, and blanks their assignments, which may name it: each is
 * signed anew, under the next serial, when its device is there.
 */
export async function forgetAccount(trx: Trx, account: string, devices: readonly string[]): Promise<void> {
  const tables = trx.withTables<DeviceTables>();
  for (const device of devices) {
    await tables
      .updateTable('assignments')
      .set({ content_hash: '', envelope: '' })
      .where('device', '=', device)
      .execute();
    const row = await tables
      .selectFrom('devices')
      .select('accounts')
      .where('id', '=', device)
      .executeTakeFirst();
    if (row?.accounts === undefined || row.accounts === null) continue;
    const left = stringsOf(row.accounts).filter((one) => one !== account);
    await tables
      .updateTable('devices')
      .set({ accounts: JSON.stringify(left) })
      .where('id', '=', device)
      .execute();
  }
}

/** Devices that told of this account. */
export async function devicesOfAccount(db: Db, account: string): Promise<string[]> {
  const rows = await db
    .withTables<DeviceTables>()
    .selectFrom('devices')
    .select(['id', 'accounts'])
    .where('accounts', 'is not', null)
    .execute();
  return rows.flatMap(({ id, accounts }) =>
    accounts !== null && stringsOf(accounts).includes(account) ? id : [],
  );
}
