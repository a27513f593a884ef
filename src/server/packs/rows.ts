import { Compile } from 'typebox/compile';
import { Type } from 'typebox';
import { BanPack } from '#catalogue/ban-pack.ts';
import { Slug } from '#policy/primitives.ts';
import { Envelope } from '#protocol/envelope.ts';
import type { Db, Trx } from '#server/store/index.ts';
import { jsonOrNothing } from './open-pack.ts';
import type { PackRow, PackTables, WeakenedRow } from './tables.ts';

/**
 * A followed pack as the store has it, its documents read. They were checked and their signatures too when they came;
 * what an earlier server took may still be unreadable to this one.
 */
export type Followed = {
  readonly row: PackRow;
  readonly weakened: readonly WeakenedRow[];
  readonly apps: readonly string[] | undefined;
  readonly inForce: BanPack | undefined;
  readonly held: BanPack | undefined;
  /** Why not all of it can be read, in a sentence. What is in force of it stays as it is. */
  readonly unreadable: string | undefined;
};

const envelopeForm = Compile(Envelope);
const packForm = Compile(BanPack);
const appsForm = Compile(Type.Array(Slug));

export async function readFollowed(db: Db | Trx): Promise<Followed[]> {
  const tables = db.withTables<PackTables>();
  const rows = await tables.selectFrom('packs').selectAll().orderBy('pack').execute();
  const weakened = await tables.selectFrom('pack_weakened').selectAll().orderBy('ban').execute();
  return rows.map((row) =>
    followedOf(
      row,
      weakened.filter(({ pack }) => pack === row.pack),
    ),
  );
}

export function followedOf(row: PackRow, weakened: readonly WeakenedRow[]): Followed {
  const apps: unknown = row.apps === null ? undefined : jsonOrNothing(row.apps);
  const areApps = apps === undefined || appsForm.Check(apps);
  const inForce = areApps ? documentOf(row.envelope) : undefined;
  const isLost = row.envelope !== null && inForce === undefined;
  return {
    row,
    weakened,
    apps: appsForm.Check(apps) ? apps : undefined,
    inForce,
    held: documentOf(row.held_envelope),
    unreadable: isLost
      ? `version ${row.version} cannot be read by this version of the server: its bans stay as they are; look for it anew, or follow the pack no more`
      : undefined,
  };
}

/** Undefined too for what this server cannot read. */
export function documentOf(text: string | null): BanPack | undefined {
  const envelope = text === null ? undefined : jsonOrNothing(text);
  if (!envelopeForm.Check(envelope)) return undefined;
  const document = jsonOrNothing(Buffer.from(envelope.payload, 'base64').toString('utf8'));
  return packForm.Check(document) ? document : undefined;
}

export async function writeRow(db: Db | Trx, row: PackRow): Promise<void> {
  const { pack: _, ...rest } = row;
  await db
    .withTables<PackTables>()
    .insertInto('packs')
    .values(row)
    .onConflict((there) => there.column('pack').doUpdateSet(rest))
    .execute();
}

export async function writeWeakened(db: Db | Trx, row: WeakenedRow): Promise<void> {
  const { effect, reason, by, at } = row;
  await db
    .withTables<PackTables>()
    .insertInto('pack_weakened')
    .values(row)
    .onConflict((there) => there.columns(['pack', 'ban']).doUpdateSet({ effect, reason, by, at }))
    .execute();
}

export async function deleteWeakened(db: Db | Trx, pack: string, ban?: string): Promise<void> {
  let rows = db.withTables<PackTables>().deleteFrom('pack_weakened').where('pack', '=', pack);
  if (ban !== undefined) rows = rows.where('ban', '=', ban);
  await rows.execute();
}

export async function deletePack(db: Db | Trx, pack: string): Promise<void> {
  await deleteWeakened(db, pack);
  await db.withTables<PackTables>().deleteFrom('packs').where('pack', '=', pack).execute();
}
