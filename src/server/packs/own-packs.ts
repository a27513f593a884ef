import { packPayloadType, type BanPack } from '#catalogue/ban-pack.ts';
import { checkPack } from '#catalogue/check-pack.ts';
import type { Ban } from '#policy/ban.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { OwnPack } from '#protocol/console-packs.ts';
import type { BodyOf } from '#protocol/console-server.ts';
import { fingerprint, signEnvelope, type SigningKey } from '#runtime/signature.ts';
import type { Actor } from '#server/audit/index.ts';
import type { Published } from '#server/policies/index.ts';
import { conflict, notFound, type Refusal } from '#server/store/refusal.ts';
import type { Db, Trx } from '#server/store/index.ts';
import { fetchLimits } from './fetch-pack.ts';
import type { PackPorts } from './ports.ts';
import { documentOf } from './rows.ts';
import type { OwnPackRow, PackTables } from './tables.ts';
import { inShort, packRefused } from './take-version.ts';

export type OwnPacks = ReturnType<typeof createOwnPacks>;
type Wanted = BodyOf<'publishPack'>;

/** The packs that this organisation publishes for others, signed by a key of their own: never the organisation key. */
export function createOwnPacks(ports: PackPorts) {
  const { db, audit, clock, policies } = ports;

  const publish = async (actor: Actor, wanted: Wanted): Promise<Outcome<OwnPack, Refusal>> => {
    const now = policies.current();
    if (now === undefined) return fail(conflict('no release is in force yet'));
    const content = contentOf(now, wanted);
    if (!content.ok) return content;
    const key = ports.packKey();
    return audit.act<OwnPack, Refusal>(
      actor,
      (done) => ({
        action: 'publish-pack',
        subject: `pack ${done.pack}`,
        body: { version: done.version, bans: done.bans, release: now.version },
      }),
      async (trx) => {
        const newest = await newestOf(trx, wanted.pack);
        const document: BanPack = {
          portvakt: 'pack/1',
          pack: wanted.pack,
          version: (newest?.version ?? 0) + 1,
          title: wanted.title,
          authority: { name: now.release.organisation.name, unofficial: false },
          issuedAt: clock.now(),
          ...(wanted.expiresOn === undefined ? {} : { expiresOn: wanted.expiresOn }),
          source: wanted.source ?? [],
          ...content.value,
          vectors: wanted.vectors ?? [],
        };
        const checked = checkPack(document);
        if (!checked.ok) return fail(packRefused(checked.fault));
        if (checked.value.faults.length > 0) return fail(packRefused(inShort(checked.value.faults)));
        const envelope = JSON.stringify(signEnvelope(packPayloadType, document, key));
        if (Buffer.byteLength(envelope) > fetchLimits.bytes)
          return fail(
            packRefused(`it would be larger than ${fetchLimits.bytes} bytes: nobody could fetch it`),
          );
        const row: OwnPackRow = {
          pack: document.pack,
          version: document.version,
          envelope,
          issued_at: document.issuedAt,
          issued_by: actor.name,
        };
        await trx.withTables<PackTables>().insertInto('own_packs').values(row).execute();
        return ok(ownPack(row, key));
      },
    );
  };

  return {
    publish,
    list: async (): Promise<OwnPack[]> => {
      const rows = await db
        .withTables<PackTables>()
        .selectFrom('own_packs')
        .selectAll()
        .orderBy('pack')
        .orderBy('version', 'desc')
        .execute();
      const newest = rows.filter(({ pack }, at) => pack !== rows[at - 1]?.pack);
      return newest.map((row) => ownPack(row, ports.packKey()));
    },
    /** The newest envelope, as JSON; undefined for a pack that is not published. */
    envelope: async (pack: string): Promise<string | undefined> => (await newestOf(db, pack))?.envelope,
    publicKey: (): string => ports.packKey().publicKey,
  };
}

function newestOf(from: Db | Trx, pack: string): Promise<OwnPackRow | undefined> {
  return from
    .withTables<PackTables>()
    .selectFrom('own_packs')
    .selectAll()
    .where('pack', '=', pack)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

function ownPack(row: OwnPackRow, { publicKey }: SigningKey): OwnPack {
  const document = documentOf(row.envelope);
  return {
    pack: row.pack,
    version: row.version,
    title: document?.title ?? { en: row.pack },
    issuedAt: row.issued_at,
    issuedBy: row.issued_by,
    bans: document?.bans.map(({ id }) => id) ?? [],
    path: `/packs/${row.pack}.json`,
    authorityKey: publicKey,
    keyFingerprint: fingerprint(publicKey),
  };
}

/** The bans as the release in force has them, without what belongs to this organisation alone: units and labels. */
function contentOf(now: Published, wanted: Wanted): Outcome<Pick<BanPack, 'bans' | 'apps'>, Refusal> {
  const bans: Ban[] = [];
  for (const { unit, ban: id } of wanted.bans) {
    const ban = now.fragmentOf.get(unit)?.bans.find((one) => one.id === id);
    if (ban === undefined)
      return fail(notFound(`ban \`${id}\` of the unit \`${unit}\` in the release in force`));
    const { audience, ...rest } = ban;
    bans.push(audience?.classes === undefined ? rest : { ...rest, audience: { classes: audience.classes } });
  }
  const brought = new Map(
    [...now.fragmentOf.values()].flatMap(({ apps }) => (apps ?? []).map((app) => [app.id, app] as const)),
  );
  const named = bans.flatMap(({ apps }) => apps ?? []).filter((app) => brought.has(app));
  const ids = new Set(wanted.apps ?? named);
  const unknown = [...ids].find((id) => !brought.has(id));
  if (unknown !== undefined)
    return fail(
      notFound(`app \`${unknown}\` among those that packs brought: built-in apps need no entry of their own`),
    );
  // They were checked when their pack was followed, and `checkPack` checks them once more.
  return ok({ bans, apps: [...ids].flatMap((id) => brought.get(id) ?? []) as unknown as BanPack['apps'] });
}
