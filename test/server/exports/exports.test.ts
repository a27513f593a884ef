import { DatabaseSync } from 'node:sqlite';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it, vi } from 'vitest';
import type { StoredEvent } from '#protocol/console-devices.ts';
import type { EventBody } from '#protocol/event.ts';
import type { Actor } from '#server/audit/index.ts';
import { csvRow } from '#server/exports/csv.ts';
import { createExports, type ExportPorts } from '#server/exports/exports.ts';
import { fleetFiles, joined } from '#test/kit/fleet-in-test.ts';
import { forkServer } from '#test/kit/child-server.ts';
import { startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const hit = (account?: string): EventBody => ({
  type: 'hit',
  ban: 'telegram-ban',
  channel: 'native',
  action: 'stopped',
  effect: 'block',
  level: 'stopped-after-start',
  evidence: [],
  confidence: 'primary',
  at: Date.UTC(2026, 10, 22, 9),
  repeats: 0,
  ...(account === undefined ? {} : { account }),
});
const get = async (server: Pick<TestServer, 'apiUrl' | 'token'>, path: string, token = server.token) => {
  const answer = await fetch(new URL(path, server.apiUrl), { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const table = (text: string): Record<string, string>[] =>
  parse<Record<string, string>>(text, { columns: true });
const ndjson = <T>(text: string): T[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);

describe('a cell of a table', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1'])('%j is no formula', (text) => {
    const [[cell = ''] = []] = parse(csvRow([text])) as string[][];
    expect(cell.startsWith("'")).toBe(true);
    expect(cell.replaceAll("'", '')).toBe(text);
  });

  it.each(['a;=1+1', 'a;\t@SUM(A1)', 'a\n=1', 'a\t+1', 'a; ＝1', 'a;"=1'])(
    '%j is no formula where semicolons end cells',
    (text) => {
      const ended = csvRow(['x', text]).split(/[;\t\r\n]/);
      for (const cell of ended) expect(cell).not.toMatch(/^[\s"]*[=+\-@＝]/);
    },
  );

  it.each(['a,b', 'a"b', 'a\nb', ' a ', '', 'æøå', '=,"\r\n'])('%j comes back as it was', (text) => {
    const [[cell = '', last] = []] = parse(csvRow([text, 'x'])) as string[][];
    expect(cell.replace(/^'/, '')).toBe(text);
    expect(last).toBe('x');
  });
});

describe('exports', () => {
  it('end when the reader leaves though nothing wanted was found yet', async () => {
    let pages = 0;
    const ports = {
      audit: { act: () => Promise.resolve({ ok: true, value: undefined }) },
      devices: { hostNames: () => Promise.resolve(new Map()) },
      looks: { record: () => Promise.resolve() },
      zone: () => undefined,
      events: {
        highest: () => Promise.resolve(1_000),
        page: (cursor: number) => {
          pages += 1;
          return Promise.resolve({ cursor: cursor + 1, events: [] });
        },
      },
    } as unknown as ExportPorts;
    const kari = { name: 'kari' } as Actor;
    const made = await createExports(ports).events(kari, { ban: 'no-such-ban' }, undefined);
    if (!made.ok) throw new Error(made.fault.problem);
    for await (const _piece of made.value.chunks) break;
    expect(pages).toBeLessThan(3);
  });

  it('of events name the PCs’ people only with a look that is told', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await server.must('applyPolicy', { body: { files: fleetFiles() } });
    const { agent, device } = await joined(server, 'pc-1');
    await using _agent = agent;
    const quiet = await joined(server, 'pc-2');
    await using _quiet = quiet.agent;
    agent.sendEvents(1, [hit('=cmd|calc'), hit('ola')]);
    quiet.agent.sendEvents(1, [hit()]);
    await vi.waitFor(
      async () => expect((await server.must('listEvents', { query: { ban: 'none' } })).cursor).toBe(3),
      10_000,
    );
    const csv = await get(server, '/api/events/export?format=csv');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="portvakt-events.csv"');
    const rows = table(csv.text);
    const names = rows.map(({ hostName }) => hostName);
    expect([names.filter((name) => name === 'pc-1').length, names.length]).toEqual([2, 3]);
    expect(rows.map(({ account }) => account)).toContain("'=cmd|calc");
    const looks = (await server.must('listAudit', { query: { action: 'look' } })).entries;
    expect(looks.map(({ subject }) => subject)).toEqual([device]);
    expect((await server.must('listAudit', { query: { action: 'export' } })).entries).toMatchObject([
      { subject: 'events' },
    ]);
    const events = ndjson<StoredEvent>((await get(server, '/api/events/export?ban=telegram-ban')).text);
    expect(events).toHaveLength(3);
    expect((await get(server, '/api/events/export?from=2999-01-01')).text).toBe('');
    expect((await get(server, '/api/events/export?from=2026-02-31')).status).toBe(400);
  });

  it('keep to the unit of the operator', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await server.must('applyPolicy', { body: { files: fleetFiles() } });
    const inSchool = await joined(server, 'pc-school', { unit: 'school' });
    const inLibrary = await joined(server, 'pc-library', { unit: 'library' });
    await using _one = inSchool.agent;
    await using _other = inLibrary.agent;
    inSchool.agent.sendEvents(1, [hit('ola')]);
    inLibrary.agent.sendEvents(1, [hit('kari')]);
    await vi.waitFor(
      async () => expect((await server.must('listEvents', { query: { ban: 'none' } })).cursor).toBe(2),
      10_000,
    );
    const { text: token } = await server.must('createOperatorToken', {
      body: { name: 'per', role: 'administrator', unit: 'school' },
    });
    const devices = table((await get(server, '/api/devices/export?format=csv', token)).text);
    expect(devices.map(({ hostName }) => hostName)).toEqual(['pc-school']);
    const events = await get(server, '/api/events/export', token);
    expect(ndjson<StoredEvent>(events.text).map(({ device }) => device)).toEqual([inSchool.device]);
    expect(events.text).not.toContain('kari');
    expect((await get(server, '/api/events/export?unit=library', token)).status).toBe(403);
    expect((await get(server, '/api/audit/export', token)).status).toBe(403);
    const audit = table((await get(server, '/api/audit/export?format=csv')).text);
    expect(audit.map(({ seq }) => Number(seq))).toEqual(audit.map((_, at) => at + 1));
    expect(audit.every(({ hash }) => /^[0-9a-f]{64}$/.test(hash ?? ''))).toBe(true);
  });

  it('of 50,000 events stay small in memory, and end when the reader leaves', async () => {
    using folder = tempFolder();
    const first = await forkServer(folder.path);
    const { token = '' } = first;
    await first.stop();
    const count = 50_000;
    {
      using database = new DatabaseSync(join(folder.path, 'server.sqlite'));
      const insert = database.prepare(
        'insert into events (device, received_at, type, ban, body) values (?, ?, ?, ?, ?)',
      );
      const body = JSON.stringify(hit());
      database.exec('begin');
      for (let at = 0; at < count; at += 1)
        insert.run('0'.repeat(31) + '1', Date.now(), 'hit', 'telegram-ban', body);
      database.exec('commit');
    }
    const server = await forkServer(folder.path);
    try {
      const before = await server.heap();
      // A reader that asks and reads nothing: the server must not read the table for it.
      const { port, hostname } = new URL(server.apiUrl);
      const idle = connect(Number(port), hostname);
      await once(idle, 'connect');
      idle.pause();
      idle.write(`GET /api/events/export HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
      const whole = await get({ apiUrl: server.apiUrl, token }, '/api/events/export');
      expect(whole.text.split('\n')).toHaveLength(count + 1);
      expect((await server.heap()) - before).toBeLessThan(12_000_000);
      idle.destroy();
      expect((await get({ apiUrl: server.apiUrl, token }, '/api/health')).status).toBe(200);
    } finally {
      await server.stop();
    }
  }, 60_000);
});
