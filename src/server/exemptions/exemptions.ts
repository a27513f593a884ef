import type { Exemption, ExemptionAnswer } from '#policy/exemption.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { ExemptionRecord } from '#protocol/console-exemptions.ts';
import type { BodyOf, ResponseOf } from '#protocol/console-server.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Announcements } from '#server/announcements/index.ts';
import type { Audit } from '#server/audit/index.ts';
import type { DeviceRow, Devices, Places } from '#server/devices/index.ts';
import type { Operator } from '#server/operators/index.ts';
import type { Published } from '#server/policies/index.ts';
import { conflict, notFound, type Refusal } from '#server/store/refusal.ts';
import { newId, type Db, type Trx } from '#server/store/index.ts';
import type { ExemptionTables } from './tables.ts';
import { createListing } from './listing.ts';
import { codeOf, codePeriod, giveCode, tooLateFor, type OfflineAnswer } from './offline.ts';
import type { OfflineSecrets } from './offline-secrets.ts';
import { answerOf, granted, namesOf, record, withoutCode, type Row } from './rows.ts';
import { createScope, type ScopePorts } from './scope.ts';
import { createStanding } from './standing.ts';
import { addApprover } from './terms.ts';

export type ExemptionPorts = {
  readonly db: Db;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly devices: Devices;
  readonly places: Places;
  readonly secrets: OfflineSecrets;
  readonly announcements: Announcements;
  readonly units: ScopePorts;
  readonly published: () => Published | undefined;
};

const dayMs = 86_400_000;
/** How long an answer is told again at each connection: the protocol has no receipt for it, the agent keeps one per request. */
const answersToldMs = 7 * dayMs;

export type Exemptions = ReturnType<typeof createExemptions>;

export function createExemptions(ports: ExemptionPorts) {
  const { db, audit, clock, devices, places, published, secrets } = ports;
  const table = db.withTables<ExemptionTables>();
  const listeners = new Set<(device: string, answer: ExemptionAnswer | undefined) => void>();
  const find = (from: Db | Trx, id: string): Promise<Row | undefined> =>
    from
      .withTables<ExemptionTables>()
      .selectFrom('exemptions')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();

  const standing = createStanding(published, () => clock.now());
  const { mayGrant, mayEnd } = standing;
  const scope = createScope(ports.units);
  const tell = (row: Row): void => {
    // What was given as a code is no part of an assignment: the PC knows it from the person.
    if (row.challenge !== null) return;
    for (const listener of listeners) listener(row.device, row.asked_at === null ? undefined : answerOf(row));
  };
  const said = { approved: 'granted', 'half-approved': 'approved by the first of two' } as const;
  /** Tells the device, and whoever listens; what the operator is answered. */
  const conclude = (operator: Operator, { device, row }: Done): ExemptionRecord => {
    tell(row);
    const { state } = row;
    ports.announcements.announce({
      kind: 'exemption-changed',
      subject: row.id,
      unit: device.unit,
      by: operator.name,
      text: `an exemption from ${row.ban} was ${state === 'approved' || state === 'half-approved' ? said[state] : state}`,
    });
    return record(row, { now: clock.now(), place: { hostName: device.host_name, unit: device.unit } });
  };
  const acted =
    (action: string, body: unknown) =>
    ({ device, row }: Done) => ({ action, subject: row.id, body, unit: device.unit });
  const change = async (
    operator: Operator,
    act: { readonly action: string; readonly id: string; readonly body: unknown },
    changed: (row: Row, device: DeviceRow) => Outcome<Partial<Row>, Refusal>,
  ): Promise<Outcome<Done, Refusal>> => {
    const done = await audit.act(
      operator,
      acted(act.action, act.body),
      async (trx): Promise<Outcome<Done, Refusal>> => {
        const row = await find(trx, act.id);
        const device = row === undefined ? undefined : await devices.find(row.device, trx);
        // Whose device it is not learns no more than that it is not his.
        if (row === undefined || device === undefined || !scope.sees(operator, device.unit))
          return fail(notFound('exemption'));
        const wanted = changed(row, device);
        if (!wanted.ok) return wanted;
        const set = { ...wanted.value, changed_at: clock.now() };
        await trx
          .withTables<ExemptionTables>()
          .updateTable('exemptions')
          .set(set)
          .where('id', '=', row.id)
          .execute();
        return ok({ row: { ...row, ...set }, device });
      },
    );
    return done;
  };
  const changeAndTell = async (
    operator: Operator,
    ...how: [Parameters<typeof change>[1], Parameters<typeof change>[2]]
  ): Promise<Outcome<ExemptionRecord, Refusal>> => {
    const done = await change(operator, ...how);
    return done.ok ? ok(conclude(operator, done.value)) : done;
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
          .where('challenge', 'is', null)
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
    list: createListing({ db, places, scope, standing, now: () => clock.now() }),

    grant: async (
      operator: Operator,
      wanted: BodyOf<'grantExemption'>,
    ): Promise<Outcome<ExemptionRecord, Refusal>> => {
      const id = newId();
      const done = await audit.act(
        operator,
        acted('grant-exemption', wanted),
        async (trx): Promise<Outcome<Done, Refusal>> => {
          const device = await devices.find(wanted.device, trx);
          if (device === undefined || device.state === 'revoked' || !scope.sees(operator, device.unit))
            return fail(notFound('device'));
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
            ...withoutCode,
          };
          await trx.withTables<ExemptionTables>().insertInto('exemptions').values(row).execute();
          return ok({ row, device });
        },
      );
      return done.ok ? ok(conclude(operator, done.value)) : done;
    },

    /** Answers the challenge of a PC without network; the code is told once and kept nowhere. */
    answerOffline: async (
      operator: Operator,
      asked: BodyOf<'answerOfflineCode'>,
    ): Promise<Outcome<OfflineAnswer, Refusal>> => {
      const now = clock.now();
      const done = await audit.act(
        operator,
        acted('answer-offline-code', asked),
        async (trx): Promise<Outcome<Done, Refusal>> => {
          const device = await devices.find(asked.device, trx);
          if (device === undefined || !scope.sees(operator, device.unit)) return fail(notFound('device'));
          const given = await giveCode(trx, { operator, device, now, standing }, asked);
          return given.ok ? ok({ row: given.value, device }) : given;
        },
      );
      if (!done.ok) return done;
      const { row } = done.value;
      const code = await codeOf(row, secrets);
      return ok({
        ...(code === undefined ? {} : { code }),
        exemption: conclude(operator, done.value),
        until: row.until_at ?? codePeriod(asked.hours, now).until,
      });
    },

    approve: async (
      operator: Operator,
      id: string,
      body: BodyOf<'approveRequest'>,
    ): Promise<Outcome<ResponseOf<'approveRequest'>, Refusal>> => {
      const done = await change(operator, { action: 'approve-exemption', id, body }, (row, device) => {
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
        const late = tooLateFor(row, now);
        if (late !== undefined) return fail(late);
        const { from, until } = periodOf(row, days, now);
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
      });
      if (!done.ok) return done;
      const offlineCode = await codeOf(done.value.row, secrets);
      return ok({
        ...conclude(operator, done.value),
        ...(offlineCode === undefined ? {} : { offlineCode }),
      });
    },
    deny: (operator: Operator, id: string, reason: string): Promise<Outcome<ExemptionRecord, Refusal>> =>
      changeAndTell(
        operator,
        { action: 'deny-exemption', id, body: { reason } },
        ({ state, ban }, device) => {
          if (state !== 'waiting' && state !== 'half-approved') return fail(conflict(`it is ${state}`));
          const allowed = mayEnd(operator, device, ban);
          return allowed.ok ? ok({ state: 'denied', reason }) : allowed;
        },
      ),
    withdraw: (operator: Operator, id: string, reason: string): Promise<Outcome<ExemptionRecord, Refusal>> =>
      changeAndTell(operator, { action: 'withdraw-exemption', id, body: { reason } }, (row, device) => {
        const { ban, challenge, state } = row;
        if (state !== 'approved') return fail(conflict(`it is ${state}`));
        if (challenge !== null)
          return fail(conflict('a code that was read out cannot be taken back: it ends by itself'));
        const allowed = mayEnd(operator, device, ban);
        return allowed.ok ? ok({ state: 'withdrawn', reason }) : allowed;
      }),
  };
}

type Done = { readonly row: Row; readonly device: DeviceRow };

/** What an operator granted has its own dates; what a person asked for begins when the last approver agrees, and so does a code. */
function periodOf(row: Row, days: number, now: number): { readonly from: number; readonly until: number } {
  if (row.code_hours !== null) return codePeriod(row.code_hours, now);
  if (row.asked_at === null) return { from: row.from_at ?? now, until: row.until_at ?? now };
  return { from: now, until: now + days * dayMs };
}
