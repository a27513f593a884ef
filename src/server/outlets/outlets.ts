import { hostname } from 'node:os';
import type { Announcement } from '#protocol/announcement.ts';
import type { Delivery } from '#protocol/console-outlets.ts';
import type { Language } from '#locales/language.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import type { Announcements } from '#server/announcements/index.ts';
import type { Audit } from '#server/audit/index.ts';
import type { Places } from '#server/devices/index.ts';
import type { EventReader, Ingest } from '#server/events/index.ts';
import type { Job } from '#server/jobs/index.ts';
import { newId, type Db, type GroupWriter } from '#server/store/index.ts';
import { createDeliverer, type Sender, type Sent } from './deliverer.ts';
import { createFeed } from './feed.ts';
import { sendMail } from './mail.ts';
import { createQueue, type Message } from './queue.ts';
import { createRows, parsed } from './rows.ts';
import { createSettings } from './settings.ts';
import { lineOf } from './syslog-lines.ts';
import { sendLines } from './syslog-send.ts';
import type { OutletRow } from './tables.ts';
import { testMessage } from './told.ts';
import { post } from './webhook-post.ts';

export type OutletPorts = {
  readonly db: Db;
  readonly write: GroupWriter;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly log: Log;
  readonly announcements: Announcements;
  readonly events: EventReader;
  readonly ingest: Pick<Ingest, 'onCommit'>;
  readonly places: Places;
  /** The organisation's name and first language. */
  readonly organisation: () => { readonly name: string; readonly language: Language };
  readonly version: string;
};
export type Outlets = Awaited<ReturnType<typeof createOutlets>>;

/** Looked at that often, for audit entries, which nobody announces. */
const lookEveryMs = 5_000;

async function unlessEnded(work: Promise<Sent>, ended: AbortSignal): Promise<Sent> {
  const stopped = Promise.withResolvers<Sent>();
  const stop = (): void => stopped.resolve({ ok: false, why: 'the server ends' });
  ended.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, stopped.promise]);
  } finally {
    ended.removeEventListener('abort', stop);
  }
}

/** Starts to deliver what waited when the server ended last. */
export async function createOutlets(ports: OutletPorts) {
  const { db, write, clock, log, announcements, ingest, organisation, version } = ports;
  const rows = createRows(db);
  const queue = createQueue(db);
  const feed = createFeed({ ...ports, queue, now: () => clock.now() });
  const never = new AbortController().signal;
  let known: readonly { readonly id: string; readonly hears: ReadonlySet<string>; readonly hits: boolean }[] =
    [];
  const pending = new Set<Promise<void>>();

  const senders: Readonly<Record<OutletRow['type'], Sender>> = {
    webhook: {
      atOnce: 1,
      send: async (outlet, [message], ended): Promise<Sent> =>
        message === undefined
          ? { ok: true }
          : post({
              ...{ url: parsed.webhook(outlet).url, secret: outlet.secret ?? '' },
              ...{ id: message.id, told: message.told, now: clock.now(), ended },
            }),
    },
    mail: {
      atOnce: 50,
      send: (outlet, messages, ended) => {
        const { name, language } = organisation();
        const password = outlet.secret ?? undefined;
        const config = parsed.mail(outlet);
        // Our end waits for no mail server; the mail is sent again at the next start.
        return unlessEnded(sendMail({ config, password, messages, language, organisation: name }), ended);
      },
    },
    syslog: {
      atOnce: 200,
      send: (outlet, messages, ended) => {
        const config = parsed.syslog(outlet);
        const frame = { hostName: hostname(), version };
        const lines = messages.map(({ told }) => lineOf(told, config.format, frame));
        return sendLines(config, lines, ended);
      },
    },
  };
  const deliverer = createDeliverer({
    ...{ clock, log, queue },
    find: rows.find,
    fill: feed.fill,
    senderOf: ({ type }) => senders[type],
  });

  const reread = async (): Promise<void> => {
    known = (await rows.all())
      .filter(({ enabled }) => enabled === 1)
      .map((row) => ({
        id: row.id,
        hears: new Set(parsed[row.type](row).kinds),
        hits: row.hits_cursor !== null,
      }));
    for (const { id } of known) deliverer.kick(id);
  };
  const hear = (announcement: Announcement): void => {
    const outlets = known.filter(({ hears }) => hears.has(announcement.kind));
    if (outlets.length === 0) return;
    const told = { what: 'announcement', at: announcement.at, of: announcement } as const;
    const queued: Promise<void> = write(async (trx) => {
      for (const { id } of outlets)
        if (await rows.has(trx, id)) await queue.add(trx, id, [told], clock.now());
    })
      .then(() => {
        for (const { id } of outlets) deliverer.kick(id);
      })
      .catch((fault: unknown) =>
        log.error({ fault, kind: announcement.kind }, 'an announcement was not queued'),
      )
      .finally(() => pending.delete(queued));
    pending.add(queued);
  };
  /** One try out of turn, whatever waits; if it goes well, what waits goes at once. */
  const test = async (outlet: OutletRow): Promise<Delivery> => {
    const at = clock.now();
    const message: Message = { seq: 0, id: newId(), tries: 0, told: testMessage(at) };
    const delivery = { at, ...(await senders[outlet.type].send(outlet, [message], never)) };
    await queue.noted(outlet.id, delivery);
    if (delivery.ok) {
      await queue.hurry(outlet.id);
      deliverer.kick(outlet.id);
    }
    return delivery;
  };

  const listening = announcements.listen(hear);
  const following = ingest.onCommit(({ types }) => {
    if (types.includes('hit')) for (const { id, hits } of known) if (hits) deliverer.kick(id);
  });
  await reread();

  const job: Job = {
    name: 'outlets',
    everyMs: lookEveryMs,
    run: () => {
      for (const { id } of known) deliverer.kick(id);
      return Promise.resolve();
    },
  };
  return {
    ...createSettings({ ...ports, rows, queue, ends: feed.ends, reread, test }),
    job,
    /** Messages that wait, over all outlets. */
    waiting: queue.length,
    [Symbol.asyncDispose]: async (): Promise<void> => {
      listening[Symbol.dispose]();
      following[Symbol.dispose]();
      await Promise.all(pending);
      await deliverer[Symbol.asyncDispose]();
    },
  };
}
