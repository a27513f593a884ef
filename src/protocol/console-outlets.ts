import { Type, type Static } from 'typebox';
import { Day, HexId, Instant, ShortText, Slug, strict } from '#policy/primitives.ts';
import { AnnouncementKind } from './announcement.ts';
import { operation } from './console-operation.ts';

/** Operations on what the server tells other systems: webhooks, mail, SIEM, exports. */

const Address = Type.String({ pattern: '^https?://[^\\s]{3,400}$', title: 'http address' });
const HostName = Type.String({ pattern: '^[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$', title: 'host' });
const Port = Type.Integer({ minimum: 1, maximum: 65_535 });
const MailAddress = Type.String({
  pattern: '^[^\\s@<>,;"]{1,64}@[^\\s@<>,;"]{1,255}$',
  title: 'mail address',
});
const Kinds = Type.Array(AnnouncementKind, { maxItems: 100, uniqueItems: true });
/** Never returned by any operation. */
const Secret = Type.String({ minLength: 1, maxLength: 500 });

/** How a try to reach another system ended. */
export const Delivery = Type.Object(
  {
    at: Instant,
    ok: Type.Boolean(),
    /** HTTP status, where there was one. */
    status: Type.Optional(Type.Integer({ minimum: 100, maximum: 599 })),
    why: Type.Optional(ShortText),
  },
  strict,
);
export type Delivery = Static<typeof Delivery>;

export const Webhook = Type.Object(
  {
    webhook: HexId,
    name: ShortText,
    url: Address,
    kinds: Kinds,
    /** Whether hits, without account and device name, are sent too. */
    hits: Type.Boolean(),
    enabled: Type.Boolean(),
    createdAt: Instant,
    lastDelivery: Type.Optional(Delivery),
    /** Messages that wait for their delivery. */
    waiting: Type.Integer({ minimum: 0 }),
  },
  strict,
);
export type Webhook = Static<typeof Webhook>;

export const DeliveryRecord = Type.Object(
  {
    message: HexId,
    kind: Type.String({ maxLength: 100 }),
    queuedAt: Instant,
    tries: Type.Integer({ minimum: 0 }),
    state: Type.Enum(['waiting', 'delivered', 'given-up'] as const),
    nextTryAt: Type.Optional(Instant),
    last: Type.Optional(Delivery),
  },
  strict,
);
export type DeliveryRecord = Static<typeof DeliveryRecord>;

const mail = {
  host: HostName,
  port: Port,
  tls: Type.Enum(['starttls', 'tls', 'none'] as const),
  user: Type.Optional(ShortText),
  from: MailAddress,
  to: Type.Array(MailAddress, { minItems: 1, maxItems: 50, uniqueItems: true }),
  kinds: Kinds,
};
export const MailSettings = Type.Object({ ...mail, hasPassword: Type.Boolean() }, strict);
export type MailSettings = Static<typeof MailSettings>;

const syslog = {
  host: HostName,
  port: Port,
  transport: Type.Enum(['tcp', 'tls', 'udp'] as const),
  /** RFC 5424 with structured data, or ArcSight's Common Event Format inside it. */
  format: Type.Enum(['rfc5424', 'cef'] as const),
  kinds: Kinds,
  hits: Type.Boolean(),
  /** Whether the rows of the audit are sent too. */
  audit: Type.Boolean(),
};
export const SyslogSettings = Type.Object(syslog, strict);
export type SyslogSettings = Static<typeof SyslogSettings>;

const period = {
  /** First and last day, in the organisation's time zone. */
  from: Type.Optional(Day),
  to: Type.Optional(Day),
};
export const exportFormats = ['ndjson', 'csv'] as const;
const format = Type.Optional(Type.Enum(exportFormats));
const exported = ['application/x-ndjson', 'text/csv'] as const;

const id = '5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a';
const delivered = { at: 1_795_338_000_000, ok: true, status: 200 } as const;
const webhook = {
  webhook: id,
  name: 'Service desk',
  url: 'https://desk.example.org/hooks/portvakt',
  kinds: ['exemption-requested', 'rollout-halted'],
  hits: false,
  enabled: true,
  createdAt: 1_795_338_000_000,
  lastDelivery: delivered,
  waiting: 0,
} as const;
const mailExample = {
  host: 'mail.kommune.example',
  port: 587,
  tls: 'starttls',
  user: 'portvakt',
  from: 'portvakt@kommune.example',
  to: ['it@kommune.example'],
  kinds: ['ban-review-due', 'exemption-requested'],
} as const;
const syslogExample = {
  host: 'siem.kommune.example',
  port: 6514,
  transport: 'tls',
  format: 'rfc5424',
  kinds: ['release-published', 'rollout-halted'],
  hits: true,
  audit: true,
} as const;
const one = Type.Object({ webhook: HexId }, strict);
const whole = { role: 'administrator', scope: 'organisation' } as const;

export const outletOperations = {
  listWebhooks: operation({
    ...whole,
    id: 'listWebhooks',
    method: 'GET',
    path: '/api/webhooks',
    summary: 'Addresses that are told what happens',
    response: Type.Object({ webhooks: Type.Array(Webhook) }, strict),
    example: { response: { webhooks: [webhook] } },
  }),
  createWebhook: operation({
    ...whole,
    id: 'createWebhook',
    method: 'POST',
    path: '/api/webhooks',
    summary: 'Adds one; the secret that signs its messages is shown this once',
    body: Type.Object(
      { name: ShortText, url: Address, kinds: Kinds, hits: Type.Optional(Type.Boolean()) },
      strict,
    ),
    response: Type.Object({ webhook: Webhook, secret: Type.String({ maxLength: 100 }) }, strict),
    example: {
      body: { name: webhook.name, url: webhook.url, kinds: webhook.kinds },
      response: { webhook, secret: `whsec_${'c'.repeat(43)}=` },
    },
  }),
  setWebhook: operation({
    ...whole,
    id: 'setWebhook',
    method: 'PATCH',
    path: '/api/webhooks/{webhook}',
    summary: 'Changes one, or switches it off and on',
    params: one,
    body: Type.Object(
      {
        name: Type.Optional(ShortText),
        url: Type.Optional(Address),
        kinds: Type.Optional(Kinds),
        hits: Type.Optional(Type.Boolean()),
        enabled: Type.Optional(Type.Boolean()),
      },
      { ...strict, minProperties: 1 },
    ),
    response: Webhook,
    example: { params: { webhook: id }, body: { enabled: false }, response: { ...webhook, enabled: false } },
  }),
  removeWebhook: operation({
    ...whole,
    id: 'removeWebhook',
    method: 'POST',
    path: '/api/webhooks/{webhook}/remove',
    summary: 'Removes one, with what waits for it',
    params: one,
    response: Type.Object({ removed: Type.Boolean() }, strict),
    example: { params: { webhook: id }, response: { removed: true } },
  }),
  testWebhook: operation({
    ...whole,
    id: 'testWebhook',
    method: 'POST',
    path: '/api/webhooks/{webhook}/test',
    summary: 'Sends a message at once and says how it went',
    params: one,
    response: Delivery,
    example: { params: { webhook: id }, response: delivered },
  }),
  listDeliveries: operation({
    ...whole,
    id: 'listDeliveries',
    method: 'GET',
    path: '/api/webhooks/{webhook}/deliveries',
    summary: 'The newest 100 messages to one and how they went',
    params: one,
    response: Type.Object({ deliveries: Type.Array(DeliveryRecord) }, strict),
    example: {
      params: { webhook: id },
      response: {
        deliveries: [
          {
            message: id,
            kind: 'rollout-halted',
            queuedAt: 1_795_338_000_000,
            tries: 1,
            state: 'delivered',
            last: delivered,
          },
        ],
      },
    },
  }),
  getMail: operation({
    ...whole,
    id: 'getMail',
    method: 'GET',
    path: '/api/mail',
    summary: 'How the server sends mail; the password is never returned',
    response: Type.Object({ mail: Type.Optional(MailSettings) }, strict),
    example: { response: { mail: { ...mailExample, hasPassword: true } } },
  }),
  setMail: operation({
    ...whole,
    id: 'setMail',
    method: 'PUT',
    path: '/api/mail',
    summary: 'Sets it; without `mail` none is sent any more, without a password the one that is there stays',
    body: Type.Object(
      { mail: Type.Optional(Type.Object({ ...mail, password: Type.Optional(Secret) }, strict)) },
      strict,
    ),
    response: Type.Object({ mail: Type.Optional(MailSettings) }, strict),
    example: {
      body: { mail: { ...mailExample, password: 'a secret' } },
      response: { mail: { ...mailExample, hasPassword: true } },
    },
  }),
  testMail: operation({
    ...whole,
    id: 'testMail',
    method: 'POST',
    path: '/api/mail/test',
    summary: 'Sends a mail at once and says how it went',
    response: Delivery,
    example: { response: { at: delivered.at, ok: true } },
  }),
  getSyslog: operation({
    ...whole,
    id: 'getSyslog',
    method: 'GET',
    path: '/api/syslog',
    summary: 'Where the SIEM listens',
    response: Type.Object({ syslog: Type.Optional(SyslogSettings) }, strict),
    example: { response: { syslog: syslogExample } },
  }),
  setSyslog: operation({
    ...whole,
    id: 'setSyslog',
    method: 'PUT',
    path: '/api/syslog',
    summary: 'Sets it; without `syslog` nothing is sent any more',
    body: Type.Object({ syslog: Type.Optional(SyslogSettings) }, strict),
    response: Type.Object({ syslog: Type.Optional(SyslogSettings) }, strict),
    example: { body: { syslog: syslogExample }, response: { syslog: syslogExample } },
  }),
  testSyslog: operation({
    ...whole,
    id: 'testSyslog',
    method: 'POST',
    path: '/api/syslog/test',
    summary: 'Sends a line at once and says how it went',
    response: Delivery,
    example: { response: { at: delivered.at, ok: true } },
  }),
  exportEvents: operation({
    id: 'exportEvents',
    method: 'GET',
    path: '/api/events/export',
    summary:
      'Events as NDJSON or CSV. The look at each PC whose people are named is audited, and told to them',
    role: 'viewer',
    produces: exported,
    query: Type.Object({ format, ...period, ban: Type.Optional(Slug), unit: Type.Optional(Slug) }, strict),
    response: Type.String(),
    example: { query: { format: 'ndjson', from: '2026-11-01', to: '2026-11-30' }, response: '' },
  }),
  exportAudit: operation({
    id: 'exportAudit',
    method: 'GET',
    path: '/api/audit/export',
    summary: 'The audit as NDJSON or CSV, with the hashes of its chain',
    role: 'administrator',
    scope: 'organisation',
    produces: exported,
    query: Type.Object({ format, ...period }, strict),
    response: Type.String(),
    example: { query: { format: 'csv' }, response: '' },
  }),
  exportDevices: operation({
    id: 'exportDevices',
    method: 'GET',
    path: '/api/devices/export',
    summary: 'Enrolled PCs as NDJSON or CSV',
    role: 'viewer',
    produces: exported,
    query: Type.Object({ format, unit: Type.Optional(Slug) }, strict),
    response: Type.String(),
    example: { query: { format: 'csv', unit: 'kommune' }, response: '' },
  }),
  exportReport: operation({
    id: 'exportReport',
    method: 'GET',
    path: '/api/report.html',
    summary: 'The compliance report as a page to print or to keep',
    role: 'viewer',
    produces: ['text/html'],
    query: Type.Object(
      {
        unit: Type.Optional(Slug),
        from: Day,
        to: Day,
        language: Type.Optional(Type.Enum(['nb', 'nn', 'da', 'sv', 'nl', 'fr', 'de', 'en'] as const)),
      },
      strict,
    ),
    response: Type.String(),
    example: { query: { from: '2026-11-01', to: '2026-11-30', language: 'nb' }, response: '' },
  }),
  getReady: operation({
    id: 'getReady',
    method: 'GET',
    path: '/api/ready',
    summary: 'Whether the server can do its work, check by check; status 503 where it cannot',
    role: 'public',
    response: Type.Object(
      {
        ready: Type.Boolean(),
        checks: Type.Array(
          Type.Object({ name: Slug, ok: Type.Boolean(), why: Type.Optional(ShortText) }, strict),
        ),
      },
      strict,
    ),
    example: { response: { ready: true, checks: [{ name: 'store', ok: true }] } },
  }),
} as const;
