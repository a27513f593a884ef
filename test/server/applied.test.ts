import { describe, expect, it } from 'vitest';
import { createApplied, type Applied } from '#server/devices/applied.ts';
import { deviceMigrations, type DeviceTables } from '#server/devices/tables.ts';
import { createGroupWriter, openStore, type Db } from '#server/store/index.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { join } from 'node:path';

const said = (device: string, over: Partial<Applied> = {}): Applied => ({
  device,
  release: 2,
  day: '2026-11-22',
  truth: '["stopped"]',
  browsers: null,
  ...over,
});
async function add(db: Db, ...ids: string[]): Promise<void> {
  for (const id of ids)
    await db
      .withTables<DeviceTables>()
      .insertInto('devices')
      .values({
        ...{ id, device_key: id, state: 'active', private: 0, class: 'service', unit: 'u', labels: '[]' },
        ...{ host_name: id, os: 'linux', os_name: '', os_version: '', model: '', agent_version: '' },
        ...{ capabilities: '[]', token: 't', enrolled_at: 0, last_seen: '2026-11-01', release: 1 },
        ...{ base_unit: 'u', base_labels: '[]', base_class: 'service', refused_version: 2 },
      })
      .execute();
}
const held = (db: Db) =>
  db
    .withTables<DeviceTables>()
    .selectFrom('devices')
    .innerJoin('device_truths', 'device', 'id')
    .select(['id', 'release', 'last_seen', 'refused_version', 'truth', 'browsers'])
    .orderBy('id')
    .execute();
const opened = (path: string) => openStore(join(path, 'db'), [deviceMigrations]);

describe('what devices say that they apply', () => {
  it('is kept for each, though many say it at once and not all the same', async () => {
    using folder = tempFolder();
    await using store = await opened(folder.path);
    const ids = Array.from({ length: 950 }, (_, at) => `pc-${String(at).padStart(3, '0')}`);
    await add(store.db, ...ids);
    const keep = createApplied(createGroupWriter(store.db));
    const wanted = ids.map((id, at) =>
      said(id, { release: 2 + (at % 2), truth: at % 3 === 0 ? '["warned"]' : '["stopped"]' }),
    );
    await Promise.all(wanted.map(keep));
    expect(await held(store.db)).toEqual(
      wanted.map(({ device, release, truth, browsers, day }) => ({
        ...{ id: device, release, truth, browsers, last_seen: day, refused_version: null },
      })),
    );
  });

  it('is the last that a device said, and all who waited are answered', async () => {
    using folder = tempFolder();
    await using store = await opened(folder.path);
    await add(store.db, 'a', 'b');
    const keep = createApplied(createGroupWriter(store.db));
    await Promise.all([
      keep(said('a', { browsers: '[1]' })),
      keep(said('b')),
      keep(said('a', { release: 3, truth: '["warned"]' })),
    ]);
    expect(await held(store.db)).toMatchObject([
      { id: 'a', release: 3, truth: '["warned"]', browsers: null },
      { id: 'b', release: 2 },
    ]);
    await keep(said('b', { browsers: '[2]' }));
    expect(await held(store.db)).toMatchObject([{ id: 'a' }, { id: 'b', browsers: '[2]' }]);
  });

  it('fails alone', async () => {
    using folder = tempFolder();
    await using store = await opened(folder.path);
    await add(store.db, 'a', 'b');
    const keep = createApplied(createGroupWriter(store.db));
    const bad = { ...said('b'), truth: {} as unknown as string };
    const results = await Promise.allSettled([keep(said('a')), keep(bad)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await held(store.db)).toMatchObject([{ id: 'a', release: 2 }]);
  });
});
