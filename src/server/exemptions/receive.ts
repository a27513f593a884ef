import type { ExemptionRequest } from '#policy/exemption.ts';
import type { Trx } from '#server/store/index.ts';
import { withoutCode, type Row } from './rows.ts';
import type { ExemptionTables } from './tables.ts';

/** Requests of one PC that may wait for an answer at a time; whatever it asks beyond is refused at once, and told so. */
export const mostWaiting = 20;
/** Rows that one PC may add in a day; a PC that asks more is no person asking, and gets no answer. */
export const mostRowsPerDay = 100;
const dayMs = 86_400_000;
const tooMany = `${mostWaiting} requests from this PC wait for an answer already: ask again when IT has answered`;

/** What an employee asks, as a row: waiting, or refused because too many wait. Undefined for what is known already or too much. */
export async function receive(
  trx: Trx,
  {
    device,
    request,
    now,
  }: { readonly device: string; readonly request: ExemptionRequest; readonly now: number },
): Promise<Row | undefined> {
  const tables = trx.withTables<ExemptionTables>();
  const ofDevice = await tables
    .selectFrom('exemptions')
    .select(['id', 'state', 'asked_at', 'changed_at'])
    .where('device', '=', device)
    .where((where) =>
      where.or([
        where.eb('state', 'in', ['waiting', 'half-approved']),
        where.eb('changed_at', '>', now - dayMs),
      ]),
    )
    .where('asked_at', 'is not', null)
    .limit(mostWaiting + mostRowsPerDay)
    .execute();
  const open = ofDevice.filter(({ state }) => state === 'waiting' || state === 'half-approved').length;
  const lately = ofDevice.filter(({ changed_at }) => changed_at > now - dayMs).length;
  if (lately >= mostRowsPerDay) return undefined;
  const row: Row = {
    id: request.id,
    device,
    ban: request.ban,
    account: request.account,
    purpose: request.purpose,
    needed_on: request.device ?? null,
    days: request.days,
    asked_at: request.askedAt,
    from_at: null,
    until_at: null,
    approved_by: '[]',
    approvers_needed: 1,
    ...(open < mostWaiting
      ? { state: 'waiting' as const, reason: null }
      : { state: 'denied' as const, reason: tooMany }),
    changed_at: now,
    ...withoutCode,
  };
  const { numInsertedOrUpdatedRows } = await tables
    .insertInto('exemptions')
    .values(row)
    .onConflict((clash) => clash.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n ? row : undefined;
}
