import { Compile } from 'typebox/compile';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { builtInApps } from '#catalogue/load.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Preview, PreviewResult } from '#protocol/agent-server.ts';
import { fewestForPreview, PreviewEstimate, type PreviewRecord } from '#protocol/console-previews.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import type { Announcements } from '#server/announcements/index.ts';
import type { Actor, Audit } from '#server/audit/index.ts';
import { everyDevice } from '#server/devices/index.ts';
import { conflict, notFound, termsForbid, type Refusal } from '#server/store/refusal.ts';
import { newId, type Db } from '#server/store/index.ts';
import { estimate } from './estimate.ts';
import type { PreviewTables } from './tables.ts';

export type PreviewPorts = {
  readonly db: Db;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly log: Log;
  readonly announcements: Announcements;
  readonly rootUnit: () => string;
  readonly unitExists: (unit: string) => boolean;
  /** The unit and all below it. */
  readonly unitsUnder: (unit: string) => readonly string[];
};
/** Sends the question to those of these devices that are connected; resolves with who was asked. */
export type AskDevices = (
  question: Static<typeof Preview>,
  devices: ReadonlySet<string>,
) => Promise<readonly string[]>;

/** After the last device was asked, answers are awaited for so long. */
export const answerWithinMs = 30_000;
/** Of fewer answers no estimate is made: they would be of a handful of people. */
export const fewestAnswers = fewestForPreview / 2;
const mostListed = 50;
/** At a time: more would be noise on the wire, and the agents answer only some a day. */
const mostAsking = 4;

type Row = PreviewTables['previews'];
type Asking = {
  readonly row: Row;
  readonly apps: ReadonlySet<string>;
  readonly waiting: Set<string>;
  readonly sums: Map<string, { answered: number; yes: number }>;
  answered: number;
  deadline?: Disposable;
  askedAll: boolean;
};

const strings = Compile(Type.Array(Type.String()));
const estimates = Compile(Type.Array(PreviewEstimate));

export type Previews = Awaited<ReturnType<typeof createPreviews>>;

export async function createPreviews(ports: PreviewPorts) {
  const { db, audit, clock, log, announcements } = ports;
  const table = db.withTables<PreviewTables>();
  const open = new Map<string, Asking>();
  let ask: AskDevices | undefined;

  // What was only in memory went with the process that asked.
  await table.updateTable('previews').set({ state: 'done' }).where('state', '=', 'asking').execute();

  const finish = async (asking: Asking): Promise<void> => {
    if (!open.delete(asking.row.id)) return;
    asking.deadline?.[Symbol.dispose]();
    const { answered, row, sums } = asking;
    const made =
      answered < fewestAnswers ? [] : [...sums].map(([app, sum]) => estimate({ app, ...sum }, row.devices));
    await table
      .updateTable('previews')
      .set({ state: 'done', answered, estimates: JSON.stringify(made) })
      .where('id', '=', row.id)
      .execute();
    announcements.announce({
      kind: 'preview-changed',
      subject: row.id,
      ...(row.whole === 1 ? {} : { unit: row.unit }),
      text: `a preview is done: ${answered} of ${row.devices} devices answered`,
    });
  };
  const finishSoon = (asking: Asking): void =>
    void finish(asking).catch((fault: unknown) => log.error({ fault }, 'a preview could not be ended'));

  const send = async (asking: Asking, devices: ReadonlySet<string>): Promise<void> => {
    const { row } = asking;
    const apps = [...asking.apps];
    const asked = ask === undefined ? [] : await ask({ type: 'preview', id: row.id, apps }, devices);
    const answeredMeanwhile = new Set([...devices].filter((device) => !asking.waiting.has(device)));
    asking.waiting.clear();
    for (const device of asked) if (!answeredMeanwhile.has(device)) asking.waiting.add(device);
    asking.askedAll = true;
    row.asked = asked.length;
    await table.updateTable('previews').set({ asked: row.asked }).where('id', '=', row.id).execute();
    if (asking.waiting.size === 0) return finish(asking);
    asking.deadline = clock.after(answerWithinMs, () => finishSoon(asking));
    return undefined;
  };

  const recordOf = (row: Row): PreviewRecord => ({
    preview: row.id,
    askedAt: row.asked_at,
    askedBy: row.asked_by,
    ...(row.whole === 1 ? {} : { unit: row.unit }),
    apps: strings.Parse(JSON.parse(row.apps)),
    devices: row.devices,
    answered: open.get(row.id)?.answered ?? row.answered,
    asked: row.asked,
    state: row.state,
    estimates: estimates.Parse(JSON.parse(row.estimates)),
  });

  return {
    /** How devices are reached, once there is a door for them. */
    askVia: (how: AskDevices): Disposable => {
      ask = how;
      return {
        [Symbol.dispose]: () => {
          if (ask === how) ask = undefined;
        },
      };
    },
    /** What a device answers. Counted once, for the apps asked, and only of a device that was asked. */
    answer: (device: string, { bits, id }: Static<typeof PreviewResult>): void => {
      const asking = open.get(id);
      if (asking === undefined || !asking.waiting.delete(device)) return;
      asking.answered += 1;
      const seen = new Set<string>();
      for (const { app, bit } of bits) {
        const sum = asking.sums.get(app);
        if (sum === undefined || seen.has(app)) continue;
        seen.add(app);
        sum.answered += 1;
        if (bit) sum.yes += 1;
      }
      if (asking.askedAll && asking.waiting.size === 0) finishSoon(asking);
    },

    /** `within`: the unit of the operator. */
    create: async (
      actor: Actor,
      within: string,
      wanted: { readonly apps: readonly string[]; readonly unit?: string | undefined },
    ): Promise<Outcome<PreviewRecord, Refusal>> => {
      const unit = wanted.unit ?? within;
      if (!ports.unitExists(unit)) return fail(notFound('unit'));
      const units = new Set(ports.unitsUnder(unit));
      if (!ports.unitsUnder(within).includes(unit)) return fail({ problem: 'outside-unit' });
      const known = new Set(builtInApps().map(({ id }) => id));
      const unknown = wanted.apps.filter((app) => !known.has(app));
      if (unknown.length > 0)
        return fail(
          notFound(`app in the catalogue: ${unknown.join(', ')}. A preview asks for catalogue apps only`),
        );
      if (open.size >= mostAsking)
        return fail(conflict(`${mostAsking} previews are being asked already: wait until one is done`));
      const devices = new Set<string>();
      for await (const device of everyDevice(db))
        if (device.state === 'active' && !device.private && units.has(device.unit)) devices.add(device.id);
      if (devices.size < fewestForPreview)
        return fail(
          termsForbid(
            `a preview needs at least ${fewestForPreview} PCs that could answer, and ${unit} has fewer: its estimate would point at people. Ask for a larger unit`,
          ),
        );
      const row: Row = {
        id: newId(),
        asked_at: clock.now(),
        asked_by: actor.name,
        unit,
        whole: unit === ports.rootUnit() ? 1 : 0,
        apps: JSON.stringify(wanted.apps),
        devices: devices.size,
        asked: 0,
        answered: 0,
        state: 'asking',
        estimates: '[]',
      };
      const done = await audit.act<Row, Refusal>(
        actor,
        { action: 'ask-preview', subject: row.id, body: { apps: wanted.apps, unit, devices: devices.size } },
        async (trx) => {
          await trx.withTables<PreviewTables>().insertInto('previews').values(row).execute();
          return ok(row);
        },
      );
      if (!done.ok) return done;
      const asking: Asking = {
        row,
        apps: new Set(wanted.apps),
        waiting: new Set(devices),
        sums: new Map(wanted.apps.map((app) => [app, { answered: 0, yes: 0 }])),
        answered: 0,
        askedAll: false,
      };
      open.set(row.id, asking);
      send(asking, devices).catch((fault: unknown) => {
        log.error({ fault }, 'a preview could not be asked');
        finishSoon(asking);
      });
      return ok(recordOf(row));
    },
    /** Of units within that of the operator. */
    list: async (within: string): Promise<PreviewRecord[]> => {
      const rows = await table
        .selectFrom('previews')
        .selectAll()
        .where('unit', 'in', [...ports.unitsUnder(within)])
        .orderBy('asked_at', 'desc')
        .limit(mostListed)
        .execute();
      return rows.map(recordOf);
    },
    get: async (within: string, id: string): Promise<Outcome<PreviewRecord, Refusal>> => {
      const row = await table.selectFrom('previews').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined || !ports.unitsUnder(within).includes(row.unit)
        ? fail(notFound('preview'))
        : ok(recordOf(row));
    },
    [Symbol.dispose]: () => {
      for (const { deadline } of open.values()) deadline?.[Symbol.dispose]();
      open.clear();
    },
  };
}
