import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createTruthSets } from '#server/devices/truth-sets.ts';
import { deviceMigrations } from '#server/devices/index.ts';
import { openStore, storeMigrations } from '#server/store/index.ts';
import { createListing } from '#server/devices/listing.ts';
import { sha256 } from '#server/store/index.ts';
import { FakeClock } from '#test/kit/fake-clock.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const hashes = Array.from({ length: 5_300 }, (_, at) => sha256(truthOf(at)).slice(0, 32));

function truthOf(at: number): string {
  return JSON.stringify([{ ban: 'telegram-ban', channel: 'native', level: 'blind', why: `reason ${at}` }]);
}

/** As many devices as there are hashes, each saying something of its own. */
function fill(path: string): void {
  using database = new DatabaseSync(path);
  const texts = `device_key, state, class, unit, labels, host_name, os, os_name, os_version, model, agent_version,
    capabilities, token, last_seen`;
  const device = database.prepare(
    `insert into devices (id, truth_hash, private, enrolled_at, release, ${texts})
     values (?, ?, 0, 0, 1, ?, 'active', 'service', 'kommune', '[]', 'pc', 'linux', '', '', '', '', '[]', '', '')`,
  );
  const truth = database.prepare('insert into device_truths (device, truth) values (?, ?)');
  database.exec('begin');
  for (const [at, hash] of hashes.entries()) {
    device.run(hash, hash, `key ${at}`);
    truth.run(hash, truthOf(at));
  }
  database.exec('commit');
}

it('what devices say is found for all of them, however many say something of their own', async () => {
  using folder = tempFolder();
  const path = join(folder.path, 'db');
  await using store = await openStore(path, [storeMigrations, deviceMigrations]);
  fill(path);
  const sets = createTruthSets(store.db);
  const all = await sets.all();
  expect([...all.keys()].toSorted()).toEqual(hashes.toSorted());
  const holders = (some: readonly string[]) => new Map(some.map((hash) => [hash, all.get(hash) ?? '']));
  expect((await sets.of(holders(hashes.slice(0, 3_000)))).size).toBe(3_000);
  expect((await sets.of(all)).size).toBe(hashes.length);
  const again = await sets.of(holders(hashes.slice(100, 200)));
  expect(again.get(hashes[150] ?? '')).toMatchObject([{ why: 'reason 150' }]);
});

it('devices that all say something of their own are listed by what they say, in pages and in order', async () => {
  using folder = tempFolder();
  const path = join(folder.path, 'db');
  await using store = await openStore(path, [storeMigrations, deviceMigrations]);
  fill(path);
  const list = createListing(store.db, new FakeClock(0), createTruthSets(store.db));
  const query = { ban: 'telegram-ban', level: 'blind', limit: 2_000 } as const;
  for (const sort of ['device', '-hostName'] as const) {
    const seen: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await list({ ...query, sort, ...(after === undefined ? {} : { after }) }, undefined);
      expect(page.total).toBe(hashes.length);
      seen.push(...page.devices.map(({ device }) => device));
      after = page.next;
      if (after === undefined) break;
    }
    const inOrder = hashes.toSorted();
    expect(seen).toEqual(sort === 'device' ? inOrder : inOrder.toReversed());
  }
});
