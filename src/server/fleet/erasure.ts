import { setImmediate as nextTurn } from 'node:timers/promises';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Erased } from '#protocol/console-fleet.ts';
import type { Announcements } from '#server/announcements/index.ts';
import type { Audit } from '#server/audit/index.ts';
import { dayOf, devicesOfAccount, type Acting, type DeviceRow, type Devices } from '#server/devices/index.ts';
import type { EventRetention, Ingest } from '#server/events/index.ts';
import type { ExemptionRetention } from '#server/exemptions/index.ts';
import type { OutletErasure } from '#server/outlets/index.ts';
import { notFound, type Refusal } from '#server/store/refusal.ts';
import type { Db, Trx } from '#server/store/index.ts';
import type { DailyCounts } from './daily-counts.ts';
import { policyMentions, type PolicyTexts } from './policy-mentions.ts';

export type ErasurePorts = {
  readonly db: Db;
  readonly audit: Audit;
  readonly announcements: Announcements;
  readonly devices: Devices;
  readonly ingest: Ingest;
  readonly events: EventRetention;
  readonly exemptions: ExemptionRetention;
  readonly counts: DailyCounts;
  readonly outlets: OutletErasure;
  readonly policyTexts: PolicyTexts;
};

/** What goes: cursors of events, ids of exemptions, numbers of audit entries and of messages. */
type Doomed = {
  readonly events: readonly number[];
  readonly exemptions: readonly string[];
  readonly audit: readonly number[];
  readonly messages: readonly number[];
};
type Taken = { readonly counts: Erased; readonly ranges: readonly unknown[] };

/**
 * Takes away what is kept of a PC or of a person. What is to go is looked for in slices; then all of it goes in one
 * transaction with its audit row, which names no person but says which entries lost their body. Numbers per day and unit
 * stay: they are of nobody. So do previews, which hold sums only. Policy files stay, too: see `policyMentions`.
 */
export function createErasure(ports: ErasurePorts) {
  const { db, audit, announcements, devices, ingest, events, exemptions, counts, outlets } = ports;

  /** After this everything that had come before is in the store. */
  const settled = async (device: string): Promise<void> => {
    await ingest.store({ device, epoch: '', receivedAt: 0, upTo: 0, rows: [] });
    await counts.catchUp();
  };
  const take = async (trx: Trx, doomed: Doomed): Promise<Taken> => {
    const blanked = await audit.eraseBodies(trx, doomed.audit);
    return {
      counts: {
        events: await events.erase(trx, doomed.events),
        exemptions: await exemptions.erase(trx, doomed.exemptions),
        audit: blanked.count,
        messages: await outlets.erase(trx, doomed.messages),
      },
      ranges: blanked.ranges,
    };
  };
  const bodyOf = (reason: string, { counts: taken, ranges }: Taken, mentions: number): object => ({
    ...{ reason, ...taken },
    ...(mentions === 0 ? {} : { policyLines: mentions }),
    erasedEntries: ranges,
  });
  /** Where policy still names them, for those who work for the organisation as a whole. */
  const mentioned = async (actor: Acting, name: string): Promise<Pick<Erased, 'policy'>> => {
    const policy = actor.within === undefined ? await policyMentions(ports.policyTexts, name) : [];
    return policy.length === 0 ? {} : { policy };
  };

  /** Of each of these devices; one pass over each kind, however many devices. */
  const doomedOf = async (ids: ReadonlySet<string>): Promise<(id: string) => Doomed> => {
    const inEvents = await events.ofDevices(ids);
    const granted = Map.groupBy(await exemptions.concerning({ devices: ids }), ({ device: id }) => id);
    const subjects = new Set(ids);
    for (const some of granted.values()) for (const { id } of some) subjects.add(id);
    // The id stands in what was done to many at once, too; it means nothing any more.
    const entries = await audit.about(subjects);
    const messages = await outlets.naming(subjects);
    return (device) => {
      const asked = (granted.get(device) ?? []).map(({ id }) => id);
      const names = [device, ...asked];
      return {
        events: inEvents.get(device) ?? [],
        exemptions: asked,
        audit: names.flatMap((name) => entries.get(name) ?? []),
        messages: [...new Set(names.flatMap((name) => messages.get(name) ?? []))],
      };
    };
  };
  const eraseDevice = async (
    actor: Acting,
    { id, unit }: Pick<DeviceRow, 'id' | 'unit'>,
    {
      doomed,
      mentions,
      reason,
    }: { readonly doomed: Doomed; readonly mentions: number; readonly reason: string },
  ): Promise<Outcome<Erased, Refusal>> => {
    const done = await audit.act<Taken, Refusal>(
      actor,
      (taken) => ({ action: 'erase-device', subject: id, unit, body: bodyOf(reason, taken, mentions) }),
      async (trx) => {
        const taken = await take(trx, doomed);
        await events.forgetMarks(trx, id);
        await counts.forgetDevice(trx, id);
        await devices.forget(trx, id);
        return ok(taken);
      },
    );
    if (!done.ok) return done;
    const text = 'the data of a PC were erased';
    announcements.announce({ kind: 'data-erased', subject: id, unit, by: actor.name, text });
    return ok(done.value.counts);
  };

  const device = async (actor: Acting, id: string, reason: string): Promise<Outcome<Erased, Refusal>> => {
    const row = await devices.find(id);
    if (row === undefined || actor.within?.includes(row.unit) === false) return fail(notFound('device'));
    if (row.state !== 'revoked') {
      const shut = await devices.revoke(actor, id, reason);
      if (!shut.ok) return shut;
    }
    await settled(id);
    const doomed = (await doomedOf(new Set([id])))(id);
    const where = await mentioned(actor, row.host_name);
    const mentions = where.policy?.length ?? 0;
    const done = await eraseDevice(actor, row, { doomed, mentions, reason });
    return done.ok ? ok({ ...done.value, ...where }) : done;
  };

  const person = async (
    actor: Acting,
    wanted: { readonly account: string; readonly device?: string | undefined; readonly reason: string },
  ): Promise<Outcome<Erased, Refusal>> => {
    const { account, reason } = wanted;
    const only = wanted.device;
    if (only !== undefined) {
      const row = await devices.find(only);
      if (row === undefined || actor.within?.includes(row.unit) === false) return fail(notFound('device'));
    }
    await settled(only ?? '');
    /** Which of these devices are meant. */
    const meant = async (ids: Iterable<string>): Promise<ReadonlySet<string>> => {
      const named = [...new Set(ids)].filter((id) => only === undefined || id === only);
      return actor.within === undefined ? new Set(named) : devices.inUnits(named, actor.within);
    };
    const candidates = new Map<string, Set<string>>();
    const inEvents = await events.concerning(({ device: id, body }) => {
      if (!saysAccount(body, account)) return false;
      candidates.set(id, candidates.get(id) ?? new Set());
      return true;
    });
    const asked = await exemptions.concerning({ account });
    const told = await devicesOfAccount(db, account);
    const there = await meant([...candidates.keys(), ...asked.map((one) => one.device), ...told]);
    // The scan said which events name the account; now only those of the devices that are meant.
    const cursors =
      there.size === candidates.size && only === undefined && actor.within === undefined
        ? inEvents
        : await events.concerning(({ device: id, body }) => there.has(id) && saysAccount(body, account));
    const granted = asked.filter((one) => there.has(one.device));
    const ids = new Set(granted.map((one) => one.id));
    const seqs = await audit.concerning(({ subject, body }) => {
      if (ids.has(subject)) return true;
      if (!saysAccount(body, account)) return false;
      return only === undefined && actor.within === undefined
        ? true
        : [...there].some((id) => subject === id || body.includes(id));
    });
    const messages = await outlets.naming(ids);
    const doomed = {
      ...{ events: cursors, exemptions: [...ids], audit: seqs },
      messages: [...new Set([...messages.values()].flat())],
    };
    const where = await mentioned(actor, account);
    const done = await audit.act<Taken, Refusal>(
      actor,
      (taken) => ({
        action: 'erase-person',
        subject: 'one account',
        body: bodyOf(reason, taken, where.policy?.length ?? 0),
      }),
      async (trx) => {
        const taken = await take(trx, doomed);
        await devices.forgetAccount(trx, account, [...there]);
        return ok(taken);
      },
    );
    if (!done.ok) return done;
    // Their assignments named the account's exemptions: those that are connected hear of it now.
    for (const id of there) {
      const row = await devices.find(id);
      if (row !== undefined) devices.changed(row);
    }
    const text = 'the data of one account were erased';
    announcements.announce({ kind: 'data-erased', by: actor.name, text });
    return ok({ ...done.value.counts, ...where });
  };

  return {
    device,
    person,
    /**
     * Forgets at most `limit` devices that were not seen since that instant, as the server's own act: found in one pass
     * over what is kept, and taken away one by one, with a turn of the event loop after each.
     */
    silent: async (before: number, limit: number): Promise<number> => {
      const server = { name: 'server' };
      const reason = 'not seen for so long';
      const rows: DeviceRow[] = [];
      for (const id of await devices.notSeenSince(before, limit)) {
        const row = await devices.find(id);
        // It may have come back meanwhile.
        if (row === undefined || row.last_seen >= dayOf(before)) continue;
        const shut = row.state === 'revoked' || (await devices.revoke(server, id, reason)).ok;
        if (shut) rows.push(row);
        await nextTurn();
      }
      if (rows.length === 0) return 0;
      await settled('');
      const doomedFor = await doomedOf(new Set(rows.map(({ id }) => id)));
      let gone = 0;
      for (const row of rows) {
        const done = await eraseDevice(server, row, { doomed: doomedFor(row.id), mentions: 0, reason });
        if (done.ok) gone += 1;
        await nextTurn();
      }
      return gone;
    },
  };
}
export type Erasure = ReturnType<typeof createErasure>;

/** Whether a JSON text has the account as a value somewhere. */
function saysAccount(text: string, account: string): boolean {
  if (!text.includes(JSON.stringify(account))) return false;
  const says = (value: unknown): boolean =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).some(([key, one]) => (key === 'account' && one === account) || says(one))
      : false;
  return says(JSON.parse(text) as unknown);
}
