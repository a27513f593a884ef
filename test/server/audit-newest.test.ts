import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditMigrations, createAudit, type Audit } from '#server/audit/index.ts';
import { openStore, storeMigrations, type Store } from '#server/store/index.ts';
import { FakeClock } from '#test/kit/fake-clock.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

/** Entries 1 to `count`, one second apart, by kari and ola in turn. */
async function filled(
  folder: { readonly path: string },
  count: number,
): Promise<{ readonly store: Store; readonly audit: Audit }> {
  const store = await openStore(join(folder.path, 'db'), [storeMigrations, auditMigrations]);
  const clock = new FakeClock(1_000_000);
  const audit = createAudit(store.db, clock);
  await store.db.transaction().execute(async (trx) => {
    for (let seq = 1; seq <= count; seq += 1) {
      await audit.record(
        trx,
        { name: seq % 2 === 0 ? 'kari' : 'ola' },
        { action: 'look', subject: String(seq) },
      );
      await clock.advance(1_000);
    }
  });
  return { store, audit };
}
const seqs = ({ entries }: { readonly entries: readonly { readonly seq: number }[] }): number[] =>
  entries.map(({ seq }) => seq);
const at = (seq: number): number => 1_000_000 + (seq - 1) * 1_000;

describe('the audit, newest first', () => {
  it('goes from page to page to the first entry, without one twice or none', async () => {
    using folder = tempFolder();
    const { store, audit } = await filled(folder, 7);
    await using _ = store;
    const first = await audit.newestFirst(0, 3);
    expect([seqs(first), first.cursor, first.intact, first.more]).toEqual([[7, 6, 5], 5, true, true]);
    const second = await audit.newestFirst(first.cursor, 3);
    expect([seqs(second), second.cursor, second.intact, second.more]).toEqual([[4, 3, 2], 2, true, true]);
    const third = await audit.newestFirst(second.cursor, 3);
    expect([seqs(third), third.intact, third.more]).toEqual([[1], true, false]);
    expect(await audit.newestFirst(third.cursor, 3)).toMatchObject({
      entries: [],
      intact: true,
      more: false,
    });
  });

  it('looks at no more than the period, and finds what fits in it', async () => {
    using folder = tempFolder();
    const { store, audit } = await filled(folder, 2_500);
    await using _ = store;
    const period = { from: at(11), to: at(15) };
    const page = await audit.newestFirst(0, 100, period);
    expect([seqs(page), page.cursor, page.intact, page.more]).toEqual([[14, 13, 12, 11], 11, true, false]);
    expect(seqs(await audit.newestFirst(0, 100, { ...period, operator: 'kari' }))).toEqual([14, 12]);
    const all = await audit.newestFirst(0, 5_000, { operator: 'ola' });
    expect([all.entries.length, all.intact, all.more]).toEqual([1_250, true, false]);
    expect(await audit.newestFirst(0, 5, { from: at(9_000) })).toMatchObject({
      entries: [],
      intact: true,
      more: false,
    });
  });

  it('says of the page that holds it that an entry was changed, and of the one before it too', async () => {
    using folder = tempFolder();
    const { store, audit } = await filled(folder, 9);
    await using _ = store;
    const table = store.db.withTables<{ audit: { seq: number; operator: string; hash: string } }>();
    await table.updateTable('audit').set({ operator: 'nobody' }).where('seq', '=', 5).execute();
    expect((await audit.newestFirst(0, 3)).intact).toBe(true);
    expect((await audit.newestFirst(7, 3)).intact).toBe(false);
    expect((await audit.newestFirst(4, 3)).intact).toBe(true);
    // Whoever mends the hash of the changed one breaks the one after it.
    await table
      .updateTable('audit')
      .set({ hash: '0'.repeat(64) })
      .where('seq', '=', 5)
      .execute();
    expect((await audit.newestFirst(7, 1)).intact).toBe(false);
  });

  it('misses an entry that was taken out, within a page and between two', async () => {
    using folder = tempFolder();
    const { store, audit } = await filled(folder, 9);
    await using _ = store;
    await store.db
      .withTables<{ audit: { seq: number } }>()
      .deleteFrom('audit')
      .where('seq', '=', 5)
      .execute();
    expect((await audit.newestFirst(0, 9)).intact).toBe(false);
    const page = await audit.newestFirst(0, 4);
    expect([seqs(page), page.intact]).toEqual([[9, 8, 7, 6], false]);
    expect((await audit.newestFirst(6, 2)).intact).toBe(false);
    await store.db
      .withTables<{ audit: { seq: number } }>()
      .deleteFrom('audit')
      .where('seq', '<', 5)
      .execute();
    expect(await audit.newestFirst(6, 4)).toMatchObject({ entries: [], intact: false });
  });

  it('holds down to where entries were deleted by age', async () => {
    using folder = tempFolder();
    const { store, audit } = await filled(folder, 9);
    await using _ = store;
    expect(await audit.deleteBefore(at(5), 100)).toBe(4);
    const page = await audit.newestFirst(0, 100);
    expect([seqs(page), page.intact, page.more]).toEqual([[9, 8, 7, 6, 5], true, false]);
    const oldest = await audit.list(0, 3);
    expect([seqs(oldest), oldest.intact, oldest.more]).toEqual([[5, 6, 7], true, true]);
    expect(await audit.list(7, 2)).toMatchObject({ more: false });
  });
});
