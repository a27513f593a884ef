import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AssignmentRule } from '#policy/server-file.ts';
import type { Audit } from '#server/audit/index.ts';
import type { Job } from '#server/jobs/index.ts';
import { readMeta, sha256, writeMeta, type Db } from '#server/store/index.ts';
import { placedByRules } from './placing.ts';
import type { DeviceRow, DeviceTables } from './tables.ts';

export const ruleJobName = 'assignment-rules';
const appliedKey = 'assignment-rules-applied';
const windowRows = 200;
const changesAtOnce = 50;

export type RuleJobPorts = {
  readonly db: Db;
  readonly audit: Audit;
  readonly rules: () => readonly AssignmentRule[];
  readonly units: () => readonly string[];
  readonly unitOrRoot: (unit: string) => string;
  readonly changed: (row: DeviceRow) => void;
};

/**
 * Lays new rules, or an org tree that changed, upon the fleet: each device that no person and no import placed goes where
 * they say. While nothing changed it reads one row and ends.
 */
export function ruleJob({ db, audit, rules, units, unitOrRoot, changed }: RuleJobPorts): Job {
  const table = db.withTables<DeviceTables>();
  return {
    name: ruleJobName,
    everyMs: 3_600_000,
    run: async () => {
      const inForce = rules();
      const stamp = sha256(JSON.stringify([inForce, units()]));
      if ((await readMeta(db, appliedKey)) === stamp) return;
      for (let after = ''; ;) {
        const rows = await table
          .selectFrom('devices')
          .selectAll()
          .where('id', '>', after)
          .orderBy('id')
          .limit(windowRows)
          .execute();
        const last = rows.at(-1);
        if (last === undefined) break;
        after = last.id;
        const moved = await db.transaction().execute(async (trx) => {
          const done: DeviceRow[] = [];
          for (const { id } of rows) {
            // Read again: a person may have placed it meanwhile.
            const row = await trx
              .withTables<DeviceTables>()
              .selectFrom('devices')
              .selectAll()
              .where('id', '=', id)
              .executeTakeFirst();
            const placed = row === undefined ? undefined : placedByRules(row, inForce, unitOrRoot);
            if (row === undefined || placed === undefined) continue;
            await trx
              .withTables<DeviceTables>()
              .updateTable('devices')
              .set(placed.values)
              .where('id', '=', id)
              .execute();
            done.push({ ...row, ...placed.values });
          }
          if (done.length > 0)
            await audit.record(
              trx,
              { name: 'server' },
              {
                action: 'apply-rules',
                subject: `${done.length} PCs`,
                body: { devices: done.map(({ id, unit }) => ({ device: id, unit })) },
              },
            );
          return done;
        });
        for (let at = 0; at < moved.length; at += changesAtOnce) {
          for (const row of moved.slice(at, at + changesAtOnce)) changed(row);
          await nextTurn();
        }
        await nextTurn();
      }
      await writeMeta(db, appliedKey, stamp);
    },
  };
}
