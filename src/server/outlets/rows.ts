import { Compile } from 'typebox/compile';
import { Type, type Static } from 'typebox';
import { strict } from '#policy/primitives.ts';
import { MailSettings, SyslogSettings, Webhook, type Delivery } from '#protocol/console-outlets.ts';
import type { Db, Trx } from '#server/store/index.ts';
import type { OutletRow, OutletTables } from './tables.ts';

const { name, url, kinds, hits } = Webhook.properties;
const WebhookConfig = Type.Object({ name, url, kinds, hits }, strict);
export type WebhookConfig = Static<typeof WebhookConfig>;
const MailConfig = Type.Omit(MailSettings, ['hasPassword']);

/** What is stored, checked when it is read. */
export const configs = {
  webhook: Compile(WebhookConfig),
  mail: Compile(MailConfig),
  syslog: Compile(SyslogSettings),
} as const;
export const parsed = {
  webhook: (row: OutletRow): WebhookConfig => configs.webhook.Parse(JSON.parse(row.config)),
  mail: (row: OutletRow): Static<typeof MailConfig> => configs.mail.Parse(JSON.parse(row.config)),
  syslog: (row: OutletRow): SyslogSettings => configs.syslog.Parse(JSON.parse(row.config)),
  last: (row: OutletRow): Delivery | undefined =>
    row.last === null ? undefined : (JSON.parse(row.last) as Delivery),
} as const;

export type OutletRows = ReturnType<typeof createRows>;

export function createRows(db: Db) {
  const table = db.withTables<OutletTables>();
  return {
    all: (): Promise<OutletRow[]> => table.selectFrom('outlets').selectAll().orderBy('created_at').execute(),
    find: (id: string): Promise<OutletRow | undefined> =>
      table.selectFrom('outlets').selectAll().where('id', '=', id).executeTakeFirst(),
    /** Whether it is still there, for those who would add to it. */
    has: async (trx: Trx, id: string): Promise<boolean> =>
      (await trx
        .withTables<OutletTables>()
        .selectFrom('outlets')
        .select('id')
        .where('id', '=', id)
        .executeTakeFirst()) !== undefined,
    /** A cursor that stands is left where it is: it may have moved on meanwhile. */
    put: async (trx: Trx, row: OutletRow): Promise<void> => {
      const tables = trx.withTables<OutletTables>();
      const now = await tables.selectFrom('outlets').selectAll().where('id', '=', row.id).executeTakeFirst();
      if (now === undefined) {
        await tables.insertInto('outlets').values(row).execute();
        return;
      }
      const { config, secret, enabled, failures, next_at, hits_cursor: hits, audit_cursor: audit } = row;
      await tables
        .updateTable('outlets')
        .set({
          ...{ config, secret, enabled, failures, next_at },
          hits_cursor: hits === null ? null : (now.hits_cursor ?? hits),
          audit_cursor: audit === null ? null : (now.audit_cursor ?? audit),
        })
        .where('id', '=', row.id)
        .execute();
    },
    remove: async (trx: Trx, id: string): Promise<void> => {
      await trx.withTables<OutletTables>().deleteFrom('outlets').where('id', '=', id).execute();
    },
  };
}
