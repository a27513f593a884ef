import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Batch } from '#server/events/index.ts';
import { createIngestSql } from '#server/events/ingest-sql.ts';
import { eventMigrations } from '#server/events/tables.ts';
import {
  createGroupWriter,
  openDatabase,
  openStore,
  readMeta,
  storeMigrations,
  writeMeta,
} from '#server/store/index.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const batch = (first: number, ...bodies: string[]): Batch => ({
  device: 'd',
  epoch: 'e',
  receivedAt: 1,
  upTo: first + bodies.length - 1,
  rows: bodies.map((body, at) => ({ seq: first + at, type: 'fault', ban: null, body })),
});

describe('group commit of events', () => {
  it('keeps nothing of a commit that failed, and takes all of it when it is sent again', async () => {
    using folder = tempFolder();
    const path = join(folder.path, 'db');
    await using _store = await openStore(path, [eventMigrations]);
    using database = openDatabase(path);
    database.exec(
      `create temp trigger no_bad before insert on events when new.body = 'bad' begin select raise(abort, 'bad'); end`,
    );
    const commit = createIngestSql(database);
    const held = () =>
      database
        .prepare('select body from events order by cursor')
        .all()
        .map(({ body }) => body);
    expect(commit([batch(1, 'one')])).toMatchObject({ committed: true, acked: [1] });
    expect(commit([batch(2, 'two'), batch(3, 'bad')])).toMatchObject({ committed: false });
    expect(held()).toEqual(['one']);
    expect(commit([batch(1, 'one', 'two', 'three'), batch(2, 'two')])).toMatchObject({
      committed: true,
      acked: [3, 3],
    });
    expect(held()).toEqual(['one', 'two', 'three']);
  });
});

describe('a group of writes', () => {
  it('is committed together; a bad one fails alone', async () => {
    using folder = tempFolder();
    await using store = await openStore(join(folder.path, 'db'), [storeMigrations]);
    const write = createGroupWriter(store.db);
    const results = await Promise.allSettled(
      ['a', 'b', 'bad', 'c'].map((key) =>
        write(async (trx) => {
          await writeMeta(trx, key, key);
          if (key === 'bad') throw new Error('no');
          return key;
        }),
      ),
    );
    expect(results.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([
      'a',
      'b',
      'failed',
      'c',
    ]);
    expect(await Promise.all(['a', 'b', 'bad', 'c'].map((key) => readMeta(store.db, key)))).toEqual([
      'a',
      'b',
      undefined,
      'c',
    ]);
  });

  it('opened again, the store has run each migration once', async () => {
    using folder = tempFolder();
    const path = join(folder.path, 'db');
    {
      await using first = await openStore(path, [storeMigrations, eventMigrations]);
      await writeMeta(first.db, 'kept', 'yes');
    }
    await using second = await openStore(path, [storeMigrations, eventMigrations]);
    expect(await readMeta(second.db, 'kept')).toBe('yes');
  });
});
