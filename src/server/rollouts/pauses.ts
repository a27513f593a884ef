import { Compile } from 'typebox/compile';
import type { Pause } from '#policy/assignment.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { payloadTypes } from '#policy/release.ts';
import type { ServerToAgent } from '#protocol/agent-server.ts';
import type { BanPause } from '#protocol/console-rollouts.ts';
import { Envelope } from '#protocol/envelope.ts';
import type { Clock } from '#runtime/clock.ts';
import { signEnvelope, type SigningKey } from '#runtime/signature.ts';
import type { Announcements } from '#server/announcements/index.ts';
import type { Actor, Audit } from '#server/audit/index.ts';
import type { Published } from '#server/policies/index.ts';
import { conflict, notFound, termsForbid, type Refusal } from '#server/store/refusal.ts';
import type { Db, Trx } from '#server/store/index.ts';
import { bansOf } from './changed-bans.ts';
import type { RolloutTables } from './tables.ts';

type Row = RolloutTables['pauses'];
export type PausePorts = {
  readonly db: Db;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly announcements: Announcements;
  readonly key: SigningKey;
  readonly organisationId: string;
  readonly published: () => Published | undefined;
};
/** A pause as agents hear of it. The message is made once and shared. */
export type SignedPause = { readonly lengthMs: number; readonly message: ServerToAgent };
/** Whether somebody may decide on the bans of a unit. */
export type MayFor = (unit: string) => boolean;
export type PauseWish = { readonly ban: string; readonly hours: number; readonly reason: string };

const hourMs = 3_600_000;
const envelopeCheck = Compile(Envelope);

export type Pauses = Awaited<ReturnType<typeof createPauses>>;

/** Pauses of bans, signed by the server where the ban and the organisation allow it. They survive restarts. */
export async function createPauses(ports: PausePorts) {
  const { db, audit, clock, announcements, key, organisationId, published } = ports;
  const listeners = new Set<(pause: SignedPause) => void>();
  const rows = new Map<string, Row>();
  const signed = new Map<string, SignedPause>();
  const hold = (row: Row): SignedPause => {
    const pause: SignedPause = {
      lengthMs: row.until_at - row.from_at,
      message: { type: 'pause', envelope: envelopeCheck.Parse(JSON.parse(row.envelope)) },
    };
    rows.set(row.ban, row);
    signed.set(row.ban, pause);
    return pause;
  };
  for (const row of await db.withTables<RolloutTables>().selectFrom('pauses').selectAll().execute())
    hold(row);

  const keep = async (trx: Trx, wanted: Omit<Row, 'serial' | 'told_until' | 'envelope'>): Promise<Row> => {
    const before = rows.get(wanted.ban);
    const { ban, from_at: from, until_at: until } = wanted;
    // The time as a floor: a store that was restored from a backup must not sign below what devices have seen.
    const serial = Math.max((before?.serial ?? 0) + 1, clock.now());
    const document: Pause = { organisation: organisationId, ban, serial, from, until };
    const row: Row = {
      ...wanted,
      serial,
      told_until: Math.max(until, before?.told_until ?? 0),
      envelope: JSON.stringify(signEnvelope(payloadTypes.pause, document, key)),
    };
    await trx
      .withTables<RolloutTables>()
      .insertInto('pauses')
      .values(row)
      .onConflict((clash) => clash.column('ban').doUpdateSet(row))
      .execute();
    return row;
  };
  const tell = (row: Row): void => {
    const pause = hold(row);
    for (const listener of listeners) listener(pause);
  };
  const runs = (row: Row | undefined): row is Row => row !== undefined && clock.now() < row.until_at;

  return {
    /** Called when a pause began or was ended early. */
    onChange: (listener: (pause: SignedPause) => void): Disposable => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    /** What a device that connects must hear: pauses that run, and the early end of those that it may believe to run. */
    toTell: (): SignedPause[] => {
      const now = clock.now();
      return [...rows.values()]
        .filter(({ told_until }) => told_until > now)
        .flatMap(({ ban }) => signed.get(ban) ?? []);
    },
    /** Those that run now, of the bans of these units. */
    list: (sees: MayFor): BanPause[] => {
      const current = published();
      return [...rows.values()]
        .filter(runs)
        .filter(({ ban }) => {
          const owners = current === undefined ? [] : bansOf(current, ban);
          return owners.length === 0 ? sees('') : owners.some(({ unit }) => sees(unit));
        })
        .map(pauseOf)
        .toSorted((one, other) => one.until - other.until);
    },

    /** Refused unless the ban is pausable, within the organisation's limit, owned by a unit of this operator. */
    begin: async (
      actor: Actor,
      may: MayFor,
      { ban, hours, reason }: PauseWish,
    ): Promise<Outcome<BanPause, Refusal>> => {
      const current = published();
      const owned = current === undefined ? [] : bansOf(current, ban);
      if (current === undefined || owned.length === 0) return fail(notFound(`ban ${ban}`));
      if (!owned.every(({ unit }) => may(unit)))
        return fail({ problem: 'outside-unit', detail: `only the unit that owns ${ban} may pause it` });
      if (!owned.every((one) => one.ban.pausable === true))
        return fail(termsForbid(`${ban} may not be paused: its file does not say \`pausable: true\``));
      const longest = current.release.organisation.limits.longestPauseHours;
      if (hours > longest)
        return fail(
          termsForbid(
            `the organisation allows pauses of at most ${longest} hours (\`limits.longestPauseHours\`), not ${hours}`,
          ),
        );
      const done = await audit.act<Row, Refusal>(
        actor,
        { action: 'pause-ban', subject: ban, body: { hours, reason } },
        async (trx) => {
          const running = rows.get(ban);
          if (runs(running))
            return fail(
              conflict(
                `${ban} is paused until ${new Date(running.until_at).toISOString()} already: end that first`,
              ),
            );
          const from = clock.now();
          const times = { from_at: from, until_at: from + hours * hourMs };
          return ok(await keep(trx, { ban, ...times, by_name: actor.name, reason }));
        },
      );
      if (!done.ok) return done;
      tell(done.value);
      announcements.announce({
        kind: 'ban-paused',
        subject: ban,
        ...(actor === serverActor ? {} : { by: actor.name }),
        text: `the ban ${ban} is paused for ${hours} hours`,
      });
      return ok(pauseOf(done.value));
    },

    end: async (actor: Actor, may: MayFor, ban: string): Promise<Outcome<BanPause, Refusal>> => {
      const running = rows.get(ban);
      const current = published();
      const owned = current === undefined ? [] : bansOf(current, ban);
      if (!(owned.length === 0 ? may('') : owned.every(({ unit }) => may(unit))))
        return fail({ problem: 'outside-unit', detail: `only the unit that owns ${ban} may end its pause` });
      if (!runs(running)) return fail(conflict(`no pause of ${ban} runs`));
      const done = await audit.act<Row, Refusal>(
        actor,
        { action: 'end-pause', subject: ban },
        async (trx) => {
          const held = rows.get(ban);
          if (!runs(held)) return fail(conflict(`no pause of ${ban} runs`));
          const { from_at, by_name, reason } = held;
          // Signed anew with an end that has come; an agent takes no pause that ends when it began.
          const until_at = Math.max(clock.now(), from_at + 1);
          return ok(await keep(trx, { ban, from_at, until_at, by_name, reason }));
        },
      );
      if (!done.ok) return done;
      tell(done.value);
      announcements.announce({
        kind: 'ban-paused',
        subject: ban,
        by: actor.name,
        text: `the pause of the ban ${ban} was ended`,
      });
      return ok(pauseOf(done.value));
    },
  };
}

/** For what the server does on its own. */
export const serverActor: Actor = { name: 'server' };

function pauseOf(row: Row): BanPause {
  return { ban: row.ban, from: row.from_at, until: row.until_at, by: row.by_name, reason: row.reason };
}
