import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditMigrations, chainHash, chainStart, createAudit } from '#server/audit/index.ts';
import { openStore, storeMigrations } from '#server/store/index.ts';
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
    expect(await store.db.transaction().execute((trx) => audit.eraseBodies(trx, seqs))).toBe(2);
    expect(await store.db.transaction().execute((trx) => audit.eraseBodies(trx, seqs))).toBe(0);
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
