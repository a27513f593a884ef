import type { Exemption, ExemptionAnswer } from '#policy/exemption.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { ExemptionRecord } from '#protocol/console-exemptions.ts';
import type { BodyOf, QueryOf, ResponseOf } from '#protocol/console-server.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Audit } from '#server/audit/index.ts';
import type { DeviceRow, Devices } from '#server/devices/index.ts';
import type { Operator } from '#server/operators/index.ts';
import type { Published } from '#server/policies/index.ts';
import { conflict, notFound, type Refusal } from '#server/store/refusal.ts';
import { newId, type Db, type Trx } from '#server/store/index.ts';
import type { ExemptionTables } from './tables.ts';
import { answerOf, granted, namesOf, record, type Row } from './rows.ts';
import { createStanding } from './standing.ts';
import { addApprover } from './terms.ts';

export type ExemptionPorts = {
  readonly db: Db;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly devices: Devices;
  readonly published: () => Published | undefined;
};

const dayMs = 86_400_000;
const defaultPage = 100;
/** How long an answer is told again at each connection: the protocol has no receipt for it, the agent keeps one per request. */
const answersToldMs = 7 * dayMs;

export type Exemptions = ReturnType<typeof createExemptions>;

export function createExemptions({ db, audit, clock, devices, published }: ExemptionPorts) {
  const table = db.withTables<ExemptionTables>();
  const listeners = new Set<(device: string, answer: ExemptionAnswer | undefined) => void>();
  const find = (from: Db | Trx, id: string): Promise<Row | undefined> =>
    from
      .withTables<ExemptionTables>()
      .selectFrom('exemptions')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();

  const { mayGrant, mayEnd, approversFor } = createStanding(published, () => clock.now());
  const tell = (row: Row): void => {
    for (const listener of listeners) listener(row.device, row.asked_at === null ? undefined : answerOf(row));
  };
  const change = async (
    operator: Operator,
    act: { readonly action: string; readonly id: string; readonly body: unknown },
    changed: (row: Row, device: DeviceRow) => Outcome<Partial<Row>, Refusal>,
  ): Promise<Outcome<ExemptionRecord, Refusal>> => {
    const done = await audit.act(
      operator,
      { action: act.action, subject: act.id, body: act.body },
      async (trx): Promise<Outcome<Row, Refusal>> => {
        const row = await find(trx, act.id);
        const device = row === undefined ? undefined : await devices.find(row.device, trx);
        if (row === undefined || device === undefined) return fail(notFound('exemption'));
        const wanted = changed(row, device);
        if (!wanted.ok) return wanted;
        const set = { ...wanted.value, changed_at: clock.now() };
        await trx
          .withTables<ExemptionTables>()
          .updateTable('exemptions')
          .set(set)
          .where('id', '=', row.id)
          .execute();
        return ok({ ...row, ...set });
      },
    );
    if (!done.ok) return done;
    tell(done.value);
    return ok(record(done.value, clock.now()));
  };

  return {
    /** Called when a device's exemptions or an answer to its people changed. */
    onChange: (listener: (device: string, answer: ExemptionAnswer | undefined) => void): Disposable => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    /** Tells the people at the device what became of a request. */
    tell,
    /** What the assignment carries: approved and not over. */
    activeOf: async (from: Db | Trx, device: string, now: number): Promise<Exemption[]> =>
      (
        await from
          .withTables<ExemptionTables>()
          .selectFrom('exemptions')
          .selectAll()
          .where('device', '=', device)
          .where('state', '=', 'approved')
          .where('until_at', '>', now)
          .orderBy('id')
          .limit(200)
          .execute()
      ).flatMap(granted),
    answersFor: async (device: string): Promise<ExemptionAnswer[]> =>
      (
        await table
          .selectFrom('exemptions')
          .selectAll()
          .where('device', '=', device)
          .where('asked_at', 'is not', null)
          .where('changed_at', '>', clock.now() - answersToldMs)
          .limit(200)
          .execute()
      ).map(answerOf),
    /** Newest change first, a page at a time. */
    list: async (query: QueryOf<'listExemptions'>): Promise<ResponseOf<'listExemptions'>> => {
      const now = clock.now();
      const { state, device, after, limit = defaultPage } = query;
      let filtered = table.selectFrom('exemptions').selectAll();
      if (device !== undefined) filtered = filtered.where('device', '=', device);
      if (state === 'ended') filtered = filtered.where('state', '=', 'approved').where('until_at', '<=', now);
      else if (state === 'approved')
        filtered = filtered.where('state', '=', state).where('until_at', '>', now);
      else if (state !== undefined) filtered = filtered.where('state', '=', state);
      if (after !== undefined) {
        const [at = '', id = ''] = after.split('-');
        filtered = filtered.where((where) =>
          where.or([
            where.eb('changed_at', '<', Number(at)),
            where.and([where.eb('changed_at', '=', Number(at)), where.eb('id', '<', id)]),
          ]),
        );
      }
      const rows = await filtered.orderBy('changed_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      const found = new Map<string, DeviceRow | undefined>();
      for (const row of rows)
        if (row.state === 'waiting' && !found.has(row.device))
          found.set(row.device, await devices.find(row.device));
      const last = rows.at(-1);
      return {
        exemptions: rows.map((row) =>
          row.state === 'waiting'
            ? record(row, now, approversFor(found.get(row.device), row.ban))
            : record(row, now),
        ),
        ...(rows.length < limit || last === undefined ? {} : { next: `${last.changed_at}-${last.id}` }),
      };
    },

    grant: async (
      operator: Operator,
      wanted: BodyOf<'grantExemption'>,
    ): Promise<Outcome<ExemptionRecord, Refusal>> => {
      const id = newId();
      const done = await audit.act(
        operator,
        { action: 'grant-exemption', subject: id, body: wanted },
        async (trx): Promise<Outcome<Row, Refusal>> => {
          const device = await devices.find(wanted.device, trx);
          if (device === undefined || device.state === 'revoked') return fail(notFound('device'));
          const needed = mayGrant(operator, device, wanted);
          if (!needed.ok) return needed;
          const row: Row = {
            id,
            device: device.id,
            ban: wanted.ban,
            account: wanted.account ?? null,
            purpose: wanted.purpose,
            needed_on: null,
            days: Math.ceil((wanted.until - wanted.from) / dayMs),
            asked_at: null,
            from_at: wanted.from,
            until_at: wanted.until,
            approved_by: JSON.stringify([operator.name]),
            approvers_needed: needed.value,
            state: needed.value === 1 ? 'approved' : 'half-approved',
            reason: null,
            changed_at: clock.now(),
          };
          await trx.withTables<ExemptionTables>().insertInto('exemptions').values(row).execute();
          return ok(row);
        },
      );
      if (!done.ok) return done;
      tell(done.value);
      return ok(record(done.value, clock.now()));
    },

    approve: (
      operator: Operator,
      id: string,
      body: BodyOf<'approveRequest'>,
    ): Promise<Outcome<ExemptionRecord, Refusal>> =>
      change(operator, { action: 'approve-exemption', id, body }, (row, device) => {
        if (row.state !== 'waiting' && row.state !== 'half-approved')
          return fail(conflict(`it is ${row.state}`));
        const days = body.days ?? row.days;
        if (row.state === 'half-approved' && days !== row.days)
          return fail(
            conflict(
              `${namesOf(row).join(', ')} approved ${row.days} days: both approve the same, or it is denied`,
            ),
          );
        const now = clock.now();
        // What an operator granted has its own dates; what a person asked for begins when the last approver agrees.
        const from = row.asked_at === null ? (row.from_at ?? now) : now;
        const until = row.asked_at === null ? (row.until_at ?? now) : from + days * dayMs;
        const needed = mayGrant(operator, device, { ban: row.ban, from, until });
        if (!needed.ok) return needed;
        const approvers = addApprover(namesOf(row), operator.name);
        if (!approvers.ok) return approvers;
        const enough = approvers.value.length >= needed.value;
        return ok({
          days,
          from_at: from,
          until_at: until,
          approved_by: JSON.stringify(approvers.value),
          approvers_needed: needed.value,
          state: enough ? 'approved' : 'half-approved',
          ...(body.reason === undefined ? {} : { reason: body.reason }),
        });
      }),
    deny: (operator: Operator, id: string, reason: string): Promise<Outcome<ExemptionRecord, Refusal>> =>
      change(operator, { action: 'deny-exemption', id, body: { reason } }, ({ state, ban }, device) => {
        if (state !== 'waiting' && state !== 'half-approved') return fail(conflict(`it is ${state}`));
        const allowed = mayEnd(operator, device, ban);
        return allowed.ok ? ok({ state: 'denied', reason }) : allowed;
      }),
    withdraw: (operator: Operator, id: string, reason: string): Promise<Outcome<ExemptionRecord, Refusal>> =>
      change(operator, { action: 'withdraw-exemption', id, body: { reason } }, ({ state, ban }, device) => {
        if (state !== 'approved') return fail(conflict(`it is ${state}`));
        const allowed = mayEnd(operator, device, ban);
        return allowed.ok ? ok({ state: 'withdrawn', reason }) : allowed;
      }),
  };
}
