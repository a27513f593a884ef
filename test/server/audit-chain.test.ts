import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditMigrations, chainHash, chainStart, createAudit } from '#server/audit/index.ts';
import { openStore, sha256, storeMigrations } from '#server/store/index.ts';
import { FakeClock } from '#test/kit/fake-clock.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const { '0002-audit': before = { up: async () => undefined } } = auditMigrations;

/** A store as the first version left it, with three entries. */
async function oldStore(path: string): Promise<void> {
  await using store = await openStore(path, [storeMigrations, { '0002-audit': before }]);
  let hash = chainStart;
  for (const seq of [1, 2, 3]) {
    const row = {
      ...{ seq, at: seq * 1_000, operator: 'kari', action: 'create-token', subject: `t${seq}` },
      body: `{"name":"${seq}"}`,
    };
    hash = chainHash(hash, { ...row, version: 1, body_hash: null, unit: null });
    await store.db
      .withTables<{ audit: typeof row & { hash: string } }>()
      .insertInto('audit')
      .values({ ...row, hash })
      .execute();
  }
}

describe('an audit that began in version 1', () => {
  it('goes on in version 2, and holds over both', async () => {
    using folder = tempFolder();
    const path = join(folder.path, 'db');
    await oldStore(path);
    await using store = await openStore(path, [storeMigrations, auditMigrations]);
    const audit = createAudit(store.db, new FakeClock(10_000));
    await store.db
      .transaction()
      .execute((trx) =>
        audit.record(trx, { name: 'ola' }, { action: 'revoke-token', subject: 't1', body: { why: 'lost' } }),
      );
    const page = await audit.list(0, 100);
    expect(page).toMatchObject({ intact: true, cursor: 4 });
    expect(page.entries.map(({ body }) => body)).toEqual([
      '{"name":"1"}',
      '{"name":"2"}',
      '{"name":"3"}',
      '{"why":"lost"}',
    ]);
  });

  it('holds when bodies of both versions were erased, and shows a changed one', async () => {
    using folder = tempFolder();
    const path = join(folder.path, 'db');
    await oldStore(path);
    await using store = await openStore(path, [storeMigrations, auditMigrations]);
    const audit = createAudit(store.db, new FakeClock(10_000));
    await store.db.transaction().execute(async (trx) => {
      await audit.record(trx, { name: 'ola' }, { action: 'look', subject: 't1', body: { what: 'device' } });
      await audit.record(trx, { name: 'ola' }, { action: 'look', subject: 't2', body: { what: 'device' } });
    });
    const seqs = await audit.concerning(({ subject }) => subject === 't1');
    expect(seqs).toEqual([1, 4]);
    const erase = (name: boolean): Promise<number> =>
      store.db.transaction().execute(async (trx) => {
        const { count, ranges } = await audit.eraseBodies(trx, seqs);
        const body = name ? { erasedEntries: ranges } : {};
        await audit.record(trx, { name: 'ola' }, { action: 'erase-device', subject: 't1', body });
        return count;
      });
    expect(await erase(true)).toBe(2);
    expect(await erase(true)).toBe(0);
    const page = await audit.list(0, 100);
    expect(page.intact).toBe(true);
    expect(page.entries.filter(({ erased }) => erased === true).map(({ seq }) => seq)).toEqual([1, 4]);
    await store.db
      .withTables<{ audit: { seq: number; body: string } }>()
      .updateTable('audit')
      .set({ body: '{"name":"forged"}' })
      .where('seq', '=', 2)
      .execute();
    expect((await audit.list(0, 100)).intact).toBe(false);
    expect((await audit.list(2, 100)).intact).toBe(true);
  });

  it.each([
    ['of version 1', 2],
    ['of version 2', 4],
  ])(
    'shows a body %s that is gone though no erasure names it, whatever the row itself says',
    async (_what, seq) => {
      using folder = tempFolder();
      const path = join(folder.path, 'db');
      await oldStore(path);
      await using store = await openStore(path, [storeMigrations, auditMigrations]);
      const audit = createAudit(store.db, new FakeClock(10_000));
      await store.db.transaction().execute(async (trx) => {
        await audit.record(trx, { name: 'ola' }, { action: 'look', subject: 't1', body: { what: 'device' } });
        const { ranges } = await audit.eraseBodies(trx, [1]);
        const body = { erasedEntries: ranges };
        await audit.record(trx, { name: 'ola' }, { action: 'erase-device', subject: 't1', body });
      });
      expect(await audit.list(0, 100)).toMatchObject({ intact: true });
      const text = (await audit.list(seq - 1, 1)).entries[0]?.body ?? '';
      await store.db
        .withTables<{ audit: { seq: number; body: string; body_hash: string; erased_by: number } }>()
        .updateTable('audit')
        .set({ body: '', body_hash: sha256(text), erased_by: 5 })
        .where('seq', '=', seq)
        .execute();
      const why = `the text of entry ${seq} is gone, and no erasure names it`;
      expect(await audit.list(0, 100)).toMatchObject({ intact: false, why });
      expect(await audit.newestFirst(0, 100)).toMatchObject({ intact: false, why });
    },
  );

  it('names what was erased before erasures said what they took', async () => {
    using folder = tempFolder();
    const path = join(folder.path, 'db');
    await oldStore(path);
    const { '0022-audit-erasures': _last, ...older } = auditMigrations;
    {
      await using store = await openStore(path, [storeMigrations, older]);
      await store.db
        .withTables<{ audit: { seq: number; body: string; body_hash: string } }>()
        .updateTable('audit')
        .set({ body: '', body_hash: 'a'.repeat(64) })
        .where('seq', 'in', [1, 2])
        .execute();
    }
    await using store = await openStore(path, [storeMigrations, auditMigrations]);
    const page = await createAudit(store.db, new FakeClock(10_000)).list(0, 100);
    expect(page.intact).toBe(true);
    expect(page.entries.at(-1)).toMatchObject({ action: 'name-erased', body: '{"erasedEntries":[[1,2]]}' });
  });

  it('deletes from the beginning by age, never the newest', async () => {
    using folder = tempFolder();
    const path = join(folder.path, 'db');
    await oldStore(path);
    await using store = await openStore(path, [storeMigrations, auditMigrations]);
    const audit = createAudit(store.db, new FakeClock(10_000));
    expect(await audit.deleteBefore(2_000, 5_000)).toBe(1);
    expect(await audit.deleteBefore(99_000, 5_000)).toBe(1);
    expect(await audit.deleteBefore(99_000, 5_000)).toBe(0);
    expect(await audit.held()).toEqual({ rows: 1, oldest: 3_000 });
    expect(await audit.list(0, 100)).toMatchObject({ intact: true, cursor: 3 });
  });
});
