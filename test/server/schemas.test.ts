import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '#test/kit/fake-clock.ts';
import { startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const fixtures = join(import.meta.dirname, '../fixtures/schemas');
const names = readdirSync(fixtures, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
type Row = Readonly<Record<string, unknown>>;

/** What no server may change of a row by starting: everything that is there from the start, in tables that are only added to. */
const lasting = [
  ['audit', 'seq'],
  ['events', 'cursor'],
  ['event_marks', 'device'],
  ['devices', 'id'],
  ['operators', 'id'],
  ['exemptions', 'id'],
  ['looks', 'id'],
  ['drafts', 'id'],
  ['releases', 'version'],
  ['outlets', 'id'],
] as const;
/** Columns that a start may rightly change. */
const moving: ReadonlySet<string> = new Set([
  ...['last_seen', 'truth_hash', 'set_by', 'base_unit', 'base_labels', 'base_class'],
  ...['failures', 'next_at', 'last', 'hits_cursor', 'audit_cursor'],
]);

function laidOut(name: string, folder: string): { readonly madeAt: number; readonly token: string } {
  const from = join(fixtures, name);
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(from))
    if (file !== 'server.sql' && file !== 'made-at') copyFileSync(join(from, file), join(folder, file));
  using database = new DatabaseSync(join(folder, 'server.sqlite'));
  database.exec(readFileSync(join(from, 'server.sql'), 'utf8'));
  return {
    madeAt: Number(readFileSync(join(from, 'made-at'), 'utf8')),
    token: readFileSync(join(from, 'administrator-token'), 'utf8').trim(),
  };
}

function rowsOf(folder: string): ReadonlyMap<string, readonly Row[]> {
  using database = new DatabaseSync(join(folder, 'server.sqlite'));
  const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
  return new Map(
    tables.map(({ name }) => [
      String(name),
      database.prepare(`select * from "${String(name)}"`).all() as readonly Row[],
    ]),
  );
}

describe('a data folder of an older server', () => {
  it('is there for each set of migrations with which a server ever ran', () => {
    expect(names.length).toBeGreaterThanOrEqual(6);
  });

  it.each(names)('%s opens, keeps its rows and its chain', async (name) => {
    using folder = tempFolder();
    const data = join(folder.path, 'data');
    const { madeAt, token } = laidOut(name, data);
    const before = rowsOf(data);
    {
      await using server = await startTestServer(data, { token, clock: new FakeClock(madeAt) });
      expect((await server.must('getServerInfo')).devices).toBe(2);
      const { devices } = await server.must('listDevices');
      expect(devices.map(({ hostName }) => hostName)).toEqual(['pc-1', 'pc-1']);
      const { events } = await server.must('listEvents');
      expect(events.map(({ body }) => body.type)).toEqual(
        expect.arrayContaining(['hit', 'exemption-request']),
      );
      expect((await server.must('listExemptions')).exemptions.length).toBeGreaterThan(0);
      expect(await server.must('getPolicy')).toMatchObject({ files: expect.arrayContaining([]) as unknown });
      const audit = await server.must('listAudit');
      expect(audit).toMatchObject({ intact: true });
      expect(audit.entries.length).toBeGreaterThan(5);
      expect((await server.must('getOverview')).devices).toBeDefined();
    }
    const after = rowsOf(data);
    expect([...before.keys()].filter((table) => !after.has(table))).toEqual([]);
    for (const [table, key] of lasting) {
      const kept = new Map((after.get(table) ?? []).map((row) => [row[key], row]));
      for (const row of table === 'event_marks' ? [] : (before.get(table) ?? [])) {
        const now = kept.get(row[key]);
        const same = Object.entries(row).filter(([column]) => !moving.has(column));
        expect(now, `${table} ${String(row[key])}`).toMatchObject(Object.fromEntries(same));
      }
      expect(after.get(table)?.length ?? 0, table).toBeGreaterThanOrEqual(before.get(table)?.length ?? 0);
    }
    // What could not be brought up to date would be brought again at the next start.
    await using again = await startTestServer(data, { token, clock: new FakeClock(madeAt) });
    expect((await again.must('listAudit')).intact).toBe(true);
  });
});
