import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Erased } from '#protocol/console-fleet.ts';
import type { Announcements } from '#server/announcements/index.ts';
import type { Audit } from '#server/audit/index.ts';
import { devicesOfAccount, type Acting, type Devices } from '#server/devices/index.ts';
import type { EventRetention, Ingest } from '#server/events/index.ts';
import type { ExemptionRetention } from '#server/exemptions/index.ts';
import { notFound, type Refusal } from '#server/store/refusal.ts';
import type { Db } from '#server/store/index.ts';
import type { DailyCounts } from './daily-counts.ts';

export type ErasurePorts = {
  readonly db: Db;
  readonly audit: Audit;
  readonly announcements: Announcements;
  readonly devices: Devices;
  readonly ingest: Ingest;
  readonly events: EventRetention;
  readonly exemptions: ExemptionRetention;
  readonly counts: DailyCounts;
};

/**
 * Takes away what is kept of a PC or of a person. What is to go is looked for in slices; then all of it goes in one
 * transaction with its audit row, which names no person. Numbers per day and unit stay: they are of nobody.
 */
export function createErasure(ports: ErasurePorts) {
  const { db, audit, announcements, devices, ingest, events, exemptions, counts } = ports;

  /** After this everything that had come before is in the store. */
  const settled = async (device: string): Promise<void> => {
    await ingest.store({ device, epoch: '', receivedAt: 0, upTo: 0, rows: [] });
    await counts.catchUp();
  };

  const device = async (actor: Acting, id: string, reason: string): Promise<Outcome<Erased, Refusal>> => {
    const row = await devices.find(id);
    if (row === undefined || actor.within?.includes(row.unit) === false) return fail(notFound('device'));
    if (row.state !== 'revoked') {
      const shut = await devices.revoke(actor, id, reason);
      if (!shut.ok) return shut;
    }
    await settled(id);
    const cursors = await events.concerning((event) => event.device === id);
    const granted = await exemptions.concerning({ devices: new Set([id]) });
    const subjects = new Set([id, ...granted.map((one) => one.id)]);
    // The id stands in what was done to many at once, too; it means nothing any more.
    const seqs = await audit.concerning(({ subject }) => subjects.has(subject));
    const done = await audit.act<Erased, Refusal>(
      actor,
      (erased) => ({ action: 'erase-device', subject: id, unit: row.unit, body: { reason, ...erased } }),
      async (trx) => {
        const erased = {
          events: await events.erase(trx, cursors),
          exemptions: await exemptions.erase(
            trx,
            granted.map((one) => one.id),
          ),
          audit: await audit.eraseBodies(trx, seqs),
        };
        await events.forgetMarks(trx, id);
        await counts.forgetDevice(trx, id);
        await devices.forget(trx, id);
        return ok(erased);
      },
    );
    if (done.ok)
      announcements.announce({
        kind: 'data-erased',
        subject: id,
        unit: row.unit,
        by: actor.name,
        text: 'the data of a PC were erased',
      });
    return done;
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
    const done = await audit.act<Erased, Refusal>(
      actor,
      (erased) => ({ action: 'erase-person', subject: 'one account', body: { reason, ...erased } }),
      async (trx) => {
        const erased = {
          events: await events.erase(trx, cursors),
          exemptions: await exemptions.erase(trx, [...ids]),
          audit: await audit.eraseBodies(trx, seqs),
        };
        await devices.forgetAccount(trx, account, [...there]);
        return ok(erased);
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
    return done;
  };

  return {
    device,
    person,
    /** Forgets at most `limit` devices that were not seen since that instant, as the server's own act. */
    silent: async (before: number, limit: number): Promise<number> => {
      const ids = await devices.notSeenSince(before, limit);
      let gone = 0;
      for (const id of ids) if ((await device({ name: 'server' }, id, 'not seen for so long')).ok) gone += 1;
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
