import { addDays, isRealDay, type Zone } from '#policy/calendar-day.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { DeviceSummary, StoredEvent } from '#protocol/console-devices.ts';
import type { AuditEntry } from '#protocol/console-operators.ts';
import type { QueryOf } from '#protocol/console-server.ts';
import type { Actor, Audit } from '#server/audit/index.ts';
import type { Devices, Looks } from '#server/devices/index.ts';
import type { EventReader } from '#server/events/index.ts';
import type { Refusal } from '#server/store/refusal.ts';
import { csvRow, type Cell } from './csv.ts';
import type { TextStream } from './text-stream.ts';

export type ExportPorts = {
  readonly audit: Audit;
  readonly devices: Devices;
  readonly events: EventReader;
  readonly looks: Looks;
  readonly zone: () => Zone;
};
type Within = readonly string[] | undefined;
type Wish = { readonly format?: 'ndjson' | 'csv' | undefined };
type Period = { readonly from?: string | undefined; readonly to?: string | undefined };
type Instants = { readonly start: number; readonly end: number };

/** Rows read, and kept in memory, at a time. */
const page = 500;
export type Exports = ReturnType<typeof createExports>;

export function createExports({ audit, devices, events, looks, zone }: ExportPorts) {
  const noted = async (actor: Actor, subject: string, body: object): Promise<void> => {
    await audit.act<undefined, Refusal>(actor, { action: 'export', subject, body }, () =>
      Promise.resolve(ok(undefined)),
    );
  };
  const instants = ({ from, to }: Period): Outcome<Instants, Refusal> => {
    if ([from, to].some((day) => day !== undefined && !isRealDay(day)) || (from ?? '') > (to ?? '9999-12-31'))
      return fail({
        problem: 'not-as-schema',
        detail: 'query: `from` and `to` are days that exist, in that order',
      });
    return ok({
      start: from === undefined ? 0 : zone().startOf(from),
      end: to === undefined ? Number.MAX_SAFE_INTEGER : zone().startOf(addDays(to, 1)),
    });
  };

  async function* eventPages(
    actor: Actor,
    { start, end }: Instants,
    within: Within,
    ban: string | undefined,
  ): AsyncGenerator<readonly StoredEvent[]> {
    const last = await events.highest();
    const shown = within && ((ids: Iterable<string>) => devices.inUnits(ids, within));
    for (let cursor = 0; cursor < last;) {
      const found = await events.page(cursor, page, { ban, shown });
      if (found.cursor === cursor) return;
      ({ cursor } = found);
      const wanted = found.events.filter(
        ({ cursor: at, receivedAt, body }) =>
          at <= last &&
          receivedAt >= start &&
          receivedAt < end &&
          !(body.type === 'fault' && body.code === 'erased'),
      );
      const named = wanted.filter(({ body }) => 'account' in body || body.type === 'exemption-request');
      // Before anything is handed out.
      await looks.record(
        actor,
        named.map(({ device }) => device),
        'events',
      );
      const names = await devices.hostNames(wanted.map(({ device }) => device));
      yield wanted.map((event) => {
        const hostName = names.get(event.device);
        return hostName === undefined ? event : { ...event, hostName };
      });
    }
  }
  async function* auditPages({ start, end }: Instants): AsyncGenerator<readonly AuditEntry[]> {
    const last = await audit.newest();
    for (let after = 0; after < last;) {
      const found = await audit.list(after, page, { from: start, to: end });
      if (found.cursor === after) return;
      after = found.cursor;
      yield found.entries.filter(({ seq }) => seq <= last);
    }
  }
  async function* devicePages(within: Within): AsyncGenerator<readonly DeviceSummary[]> {
    for (let after: string | undefined; ;) {
      const found = await devices.list({ limit: page, ...(after === undefined ? {} : { after }) }, within);
      yield found.devices;
      after = found.next;
      if (after === undefined) return;
    }
  }

  return {
    events: async (
      actor: Actor,
      query: QueryOf<'exportEvents'>,
      within: Within,
    ): Promise<Outcome<TextStream, Refusal>> => {
      const period = instants(query);
      if (!period.ok) return period;
      await noted(actor, 'events', query);
      return ok(streamOf('events', query, eventColumns, eventPages(actor, period.value, within, query.ban)));
    },
    audit: async (actor: Actor, query: QueryOf<'exportAudit'>): Promise<Outcome<TextStream, Refusal>> => {
      const period = instants(query);
      if (!period.ok) return period;
      await noted(actor, 'audit', query);
      return ok(streamOf('audit', query, auditColumns, auditPages(period.value)));
    },
    devices: async (
      actor: Actor,
      query: QueryOf<'exportDevices'>,
      within: Within,
    ): Promise<Outcome<TextStream, Refusal>> => {
      await noted(actor, 'devices', query);
      return ok(streamOf('devices', query, deviceColumns, devicePages(within)));
    },
  };
}

type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

function streamOf<Row>(
  name: string,
  { format = 'ndjson' }: Wish,
  columns: Columns<Row>,
  pages: AsyncGenerator<readonly Row[]>,
): TextStream {
  const csv = format === 'csv';
  return {
    type: csv ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
    fileName: `portvakt-${name}.${format}`,
    chunks: csv ? csvOf(columns, pages) : ndjsonOf(pages),
  };
}
async function* ndjsonOf(pages: AsyncGenerator<readonly unknown[]>): AsyncGenerator<string> {
  // Also for a page with nothing wanted: only between two pieces can a reader who left end the search.
  for await (const rows of pages) yield rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
async function* csvOf<Row>(
  columns: Columns<Row>,
  pages: AsyncGenerator<readonly Row[]>,
): AsyncGenerator<string> {
  const cells = Object.values(columns);
  yield csvRow(Object.keys(columns));
  for await (const rows of pages) yield rows.map((row) => csvRow(cells.map((cell) => cell(row)))).join('');
}

const moment = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();
const from =
  (name: string) =>
  ({ body }: StoredEvent): Cell => {
    const value = (body as Readonly<Record<string, unknown>>)[name];
    return typeof value === 'string' || typeof value === 'number' ? value : undefined;
  };
const eventColumns: Columns<StoredEvent> = {
  cursor: (event) => event.cursor,
  receivedAt: (event) => moment(event.receivedAt),
  device: (event) => event.device,
  hostName: (event) => event.hostName,
  type: (event) => event.body.type,
  ban: (event) => (event.body.type === 'exemption-request' ? event.body.request.ban : from('ban')(event)),
  app: from('app'),
  channel: from('channel'),
  action: from('action'),
  effect: from('effect'),
  level: from('level'),
  repeats: from('repeats'),
  account: (event) =>
    event.body.type === 'exemption-request' ? event.body.request.account : from('account')(event),
  body: (event) => JSON.stringify(event.body),
};
const auditColumns: Columns<AuditEntry> = {
  seq: (entry) => entry.seq,
  at: (entry) => moment(entry.at),
  operator: (entry) => entry.operator,
  action: (entry) => entry.action,
  subject: (entry) => entry.subject,
  unit: (entry) => entry.unit,
  erased: (entry) => entry.erased,
  body: (entry) => entry.body,
  hash: (entry) => entry.hash,
};
const deviceColumns: Columns<DeviceSummary> = {
  device: (row) => row.device,
  hostName: (row) => row.hostName,
  unit: (row) => row.unit,
  labels: (row) => row.labels.join(';'),
  state: (row) => row.state,
  class: (row) => row.class,
  private: (row) => row.private,
  os: (row) => row.os,
  osName: (row) => row.osName,
  osVersion: (row) => row.osVersion,
  model: (row) => row.model,
  agentVersion: (row) => row.agentVersion,
  enrolledOn: (row) => row.enrolledOn,
  lastSeen: (row) => row.lastSeen,
  release: (row) => row.release,
};
