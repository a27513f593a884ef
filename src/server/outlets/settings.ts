import { randomBytes } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type {
  Delivery,
  DeliveryRecord,
  MailSettings,
  SyslogSettings,
  Webhook,
} from '#protocol/console-outlets.ts';
import type { BodyOf } from '#protocol/console-server.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Announcements } from '#server/announcements/index.ts';
import type { Act, Actor, Audit } from '#server/audit/index.ts';
import { newId } from '#server/store/index.ts';
import { notFound, type Refusal } from '#server/store/refusal.ts';
import type { Queue } from './queue.ts';
import { parsed, type OutletRows, type WebhookConfig } from './rows.ts';
import type { OutletRow } from './tables.ts';

export type SettingsPorts = {
  readonly audit: Audit;
  readonly clock: Clock;
  readonly announcements: Announcements;
  readonly rows: OutletRows;
  readonly queue: Queue;
  /** Where hits and audit end now: an outlet hears from then on. */
  readonly ends: () => Promise<{ readonly hits: number; readonly audit: number }>;
  /** After a change. */
  readonly reread: () => Promise<void>;
  readonly test: (outlet: OutletRow) => Promise<Delivery>;
};

/** What administrators set. A secret is told once, when it is made, and never again; addresses may hold one, so the audit names the host. */
export function createSettings(ports: SettingsPorts) {
  const { audit, clock, announcements, rows, queue, ends, reread, test } = ports;

  const change = async (actor: Actor, act: Act, row: OutletRow | undefined, id: string): Promise<void> => {
    await audit.act<undefined, Refusal>(actor, act, async (trx) => {
      if (row === undefined) {
        await rows.remove(trx, id);
        await queue.forget(trx, id);
      } else await rows.put(trx, row);
      return ok(undefined);
    });
    await reread();
    announcements.announce({
      kind: 'settings-changed',
      by: actor.name,
      text: `${act.action}: ${act.subject}`.slice(0, 300),
    });
  };
  const fresh = (id: string, type: OutletRow['type']): OutletRow => ({
    ...{ id, type, config: '', secret: null, enabled: 1, created_at: clock.now() },
    ...{ failures: 0, next_at: 0, hits_cursor: null, audit_cursor: null, last: null },
  });
  /** Who did not hear of them begins with what comes now. */
  const cursors = async (
    before: Pick<OutletRow, 'hits_cursor' | 'audit_cursor'>,
    wants: { readonly hits: boolean; readonly audit: boolean },
  ): Promise<Pick<OutletRow, 'hits_cursor' | 'audit_cursor'>> => {
    const end = await ends();
    return {
      hits_cursor: wants.hits ? (before.hits_cursor ?? end.hits) : null,
      audit_cursor: wants.audit ? (before.audit_cursor ?? end.audit) : null,
    };
  };
  const webhookRow = async (id: string): Promise<OutletRow | undefined> => {
    const row = await rows.find(id);
    return row?.type === 'webhook' ? row : undefined;
  };
  const shown = async (row: OutletRow): Promise<Webhook> => {
    const last = parsed.last(row);
    return {
      webhook: row.id,
      ...parsed.webhook(row),
      enabled: row.enabled === 1,
      createdAt: row.created_at,
      ...(last === undefined ? {} : { lastDelivery: last }),
      waiting: await queue.waiting(row.id),
    };
  };
  const mail = async (): Promise<{ mail?: MailSettings }> => {
    const row = await rows.find('mail');
    return row === undefined ? {} : { mail: { ...parsed.mail(row), hasPassword: row.secret !== null } };
  };
  const syslog = async (): Promise<{ syslog?: SyslogSettings }> => {
    const row = await rows.find('syslog');
    return row === undefined ? {} : { syslog: parsed.syslog(row) };
  };
  const tested = async (id: string, what: string): Promise<Outcome<Delivery, Refusal>> => {
    const row = await rows.find(id);
    return row === undefined ? fail(notFound(what)) : ok(await test(row));
  };

  return {
    webhooks: {
      list: async (): Promise<Webhook[]> =>
        Promise.all((await rows.all()).filter(({ type }) => type === 'webhook').map(shown)),
      create: async (
        actor: Actor,
        { name, url, kinds, hits = false }: BodyOf<'createWebhook'>,
      ): Promise<Outcome<{ webhook: Webhook; secret: string }, Refusal>> => {
        const fault = faultOfUrl(url);
        if (fault !== undefined) return fail(fault);
        const secret = `whsec_${randomBytes(32).toString('base64')}`;
        const config: WebhookConfig = { name, url, kinds, hits };
        const row = { ...fresh(newId(), 'webhook'), secret, config: JSON.stringify(config) };
        const full = { ...row, ...(await cursors(row, { hits, audit: false })) };
        await change(
          actor,
          { action: 'create-webhook', subject: name, body: auditBody(full, config) },
          full,
          row.id,
        );
        return ok({ webhook: await shown(full), secret });
      },
      set: async (
        actor: Actor,
        id: string,
        { enabled, ...wanted }: BodyOf<'setWebhook'>,
      ): Promise<Outcome<Webhook, Refusal>> => {
        const row = await webhookRow(id);
        if (row === undefined) return fail(notFound('webhook'));
        const config: WebhookConfig = { ...parsed.webhook(row), ...wanted };
        const fault = faultOfUrl(config.url);
        if (fault !== undefined) return fail(fault);
        const full: OutletRow = {
          ...row,
          ...(await cursors(row, { hits: config.hits, audit: false })),
          config: JSON.stringify(config),
          enabled: (enabled ?? row.enabled === 1) ? 1 : 0,
          failures: 0,
          next_at: 0,
        };
        await change(
          actor,
          { action: 'set-webhook', subject: config.name, body: auditBody(full, config) },
          full,
          id,
        );
        return ok(await shown(full));
      },
      remove: async (actor: Actor, id: string): Promise<Outcome<{ removed: boolean }, Refusal>> => {
        const row = await webhookRow(id);
        if (row === undefined) return fail(notFound('webhook'));
        const { name } = parsed.webhook(row);
        await change(
          actor,
          { action: 'remove-webhook', subject: name, body: { webhook: id } },
          undefined,
          id,
        );
        return ok({ removed: true });
      },
      test: async (id: string): Promise<Outcome<Delivery, Refusal>> =>
        (await webhookRow(id)) === undefined ? fail(notFound('webhook')) : tested(id, 'webhook'),
      deliveries: async (id: string): Promise<Outcome<DeliveryRecord[], Refusal>> => {
        const row = await webhookRow(id);
        return row === undefined ? fail(notFound('webhook')) : ok(await queue.records(row));
      },
    },
    mail: {
      get: mail,
      set: async (
        actor: Actor,
        wanted: BodyOf<'setMail'>['mail'],
      ): Promise<Outcome<{ mail?: MailSettings }, Refusal>> => {
        const before = await rows.find('mail');
        if (wanted === undefined) {
          if (before !== undefined)
            await change(
              actor,
              { action: 'remove-mail', subject: parsed.mail(before).host },
              undefined,
              'mail',
            );
          return ok({});
        }
        const { password, ...config } = wanted;
        const was = before === undefined ? undefined : parsed.mail(before);
        // A password is never sent to another server, or for another user, than it was given for.
        const stays = was?.host === config.host && was.port === config.port && was.user === config.user;
        const secret =
          config.user === undefined ? null : (password ?? (stays ? (before?.secret ?? null) : null));
        if (secret !== null && config.tls === 'none' && !isLoopback(config.host))
          return fail(badField('/mail/tls', 'a password is sent over TLS only: choose `starttls` or `tls`'));
        const row: OutletRow = {
          ...(before ?? fresh('mail', 'mail')),
          ...{ config: JSON.stringify(config), secret, failures: 0, next_at: 0 },
        };
        const { host, port, tls, to, kinds } = config;
        await change(
          actor,
          { action: 'set-mail', subject: host, body: { host, port, tls, to, kinds } },
          row,
          'mail',
        );
        return ok(await mail());
      },
      test: () => tested('mail', 'mail server set'),
    },
    syslog: {
      get: syslog,
      set: async (
        actor: Actor,
        wanted: SyslogSettings | undefined,
      ): Promise<Outcome<{ syslog?: SyslogSettings }, Refusal>> => {
        const before = await rows.find('syslog');
        if (wanted === undefined) {
          if (before !== undefined)
            await change(
              actor,
              { action: 'remove-syslog', subject: parsed.syslog(before).host },
              undefined,
              'syslog',
            );
          return ok({});
        }
        const base = before ?? fresh('syslog', 'syslog');
        const row: OutletRow = {
          ...base,
          ...(await cursors(base, wanted)),
          ...{ config: JSON.stringify(wanted), failures: 0, next_at: 0 },
        };
        await change(actor, { action: 'set-syslog', subject: wanted.host, body: wanted }, row, 'syslog');
        return ok(await syslog());
      },
      test: () => tested('syslog', 'syslog receiver set'),
    },
  };
}

const auditBody = (row: OutletRow, { url, kinds, hits }: WebhookConfig): object => ({
  ...{ webhook: row.id, host: URL.parse(url)?.host, kinds, hits, enabled: row.enabled === 1 },
});
const badField = (pointer: string, detail: string): Refusal => ({
  problem: 'not-as-schema',
  pointer,
  detail,
});
const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));

/** Messages are signed, not secret: in the open they go to this computer alone. */
function faultOfUrl(text: string): Refusal | undefined {
  const url = URL.parse(text);
  if (url === null) return badField('/url', 'this is no address');
  if (url.username !== '' || url.password !== '')
    return badField('/url', 'an address with a user or a password in it is not taken');
  return url.protocol === 'https:' || isLoopback(url.hostname)
    ? undefined
    : badField('/url', 'the address must begin with https:// (http:// only on this computer)');
}
