import type { EventBody } from '#protocol/event.ts';
import type { Log } from '#runtime/log.ts';
import type { Trx } from '#server/store/index.ts';
import { followEvents, type FollowPorts } from './follow.ts';
import type { ExemptionTables } from './tables.ts';

const hourMs = 3_600_000;
type Use = Extract<EventBody, { type: 'offline-code-used' }>;

/** Notes when a code began and ends on the PC, which tells it when it has network again. */
export function followCodeUses(ports: FollowPorts): Promise<AsyncDisposable> {
  return followEvents(ports, {
    cursorKey: 'exemptions.code-uses-read',
    type: 'offline-code-used',
    take: async (trx, found) => {
      for (const { body, device } of found)
        if (body.type === 'offline-code-used') await noteUse(trx, device, body, ports.log);
    },
    afterwards: () => undefined,
  });
}

/** No longer than the code was for, whatever the PC says. A second word about the same code changes nothing. */
async function noteUse(
  trx: Trx,
  device: string,
  { at, ban, challenge, until }: Use,
  log: Log,
): Promise<void> {
  const table = trx.withTables<ExemptionTables>();
  const row = await table
    .selectFrom('exemptions')
    .select(['id', 'code_hours', 'code_used_at'])
    .where('device', '=', device)
    .where('ban', '=', ban)
    .where('challenge', '=', challenge)
    .where('state', '=', 'approved')
    .executeTakeFirst();
  if (row === undefined) {
    log.warn({ device, ban }, 'a device says that it used an offline code that nobody here gave');
    return;
  }
  if (row.code_used_at !== null) return;
  await table
    .updateTable('exemptions')
    .set({
      code_used_at: at,
      from_at: at,
      until_at: Math.min(until, at + (row.code_hours ?? 0) * hourMs),
    })
    .where('id', '=', row.id)
    .execute();
}
