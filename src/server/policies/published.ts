import { Compile } from 'typebox/compile';
import type { Ban } from '#policy/ban.ts';
import { Fragment, Release } from '#policy/release.ts';
import type { ServerSettings } from '#policy/server-file.ts';
import { Envelope } from '#protocol/envelope.ts';
import type { Db, Trx } from '#server/store/index.ts';
import { settingsIn, type Compiled } from './compile.ts';
import { publicationOf, type Publication } from './publications.ts';
import { filesOf, releaseRow } from './release-rows.ts';
import type { PolicyTables } from './tables.ts';

/** The release in force, in memory: what every agent is held against. */
export type Published = {
  readonly version: number;
  readonly envelope: Envelope;
  readonly release: Release;
  /** Bodies by hash, exact. */
  readonly fragments: ReadonlyMap<string, string>;
  readonly fragmentOf: ReadonlyMap<string, Fragment>;
  /** How the server is to work with it. */
  readonly settings: ServerSettings;
  /** By whom and for whom it was made. */
  readonly publication: Publication;
};

const releaseCheck = Compile(Release);
const fragmentCheck = Compile(Fragment);
const envelopeCheck = Compile(Envelope);

/**
 * The newest release that has an envelope, or the one of that version; undefined before the first. Throws when the store
 * holds what it never wrote.
 */
export async function readPublished(db: Db | Trx, version?: number): Promise<Published | undefined> {
  const tables = db.withTables<PolicyTables>();
  let releases = tables.selectFrom('releases');
  if (version !== undefined) releases = releases.where('version', '=', version);
  const row = await releases
    .select(['version', 'payload', 'envelope', 'issued_by'])
    .where('envelope', 'is not', null)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row?.envelope === undefined || row.envelope === null) return undefined;
  const bodies = await fragmentsOf(db, row.version);
  return {
    version: row.version,
    envelope: envelopeCheck.Parse(JSON.parse(row.envelope)),
    release: releaseCheck.Parse(JSON.parse(row.payload)),
    fragments: new Map(bodies.map(({ sha256, body }) => [sha256, body])),
    fragmentOf: new Map(bodies.map(({ unit, body }) => [unit, fragmentCheck.Parse(JSON.parse(body))])),
    settings: settingsIn(await filesOf(db, row.version)),
    publication: await publicationOf(db, row),
  };
}

/** The unit and all above it, nearest first; the root alone for a unit that is no more. */
export function chainOf(release: Release, unit: string): string[] {
  const units = new Map(release.organisation.units.map((one) => [one.id, one]));
  const chain: string[] = [];
  for (let at = units.get(unit) ?? rootOf(release); at !== undefined && !chain.includes(at.id);) {
    chain.push(at.id);
    at = at.parent === undefined ? undefined : units.get(at.parent);
  }
  return chain;
}

export function rootOf(release: Release): Release['organisation']['units'][number] | undefined {
  return release.organisation.units.find(({ parent }) => parent === undefined);
}

/** The ban of that id nearest to the unit, and who owns it. */
export function findBan(
  published: Published,
  unit: string,
  id: string,
): { readonly owner: string; readonly ban: Ban } | undefined {
  for (const owner of chainOf(published.release, unit)) {
    const ban = published.fragmentOf.get(owner)?.bans.find((one) => one.id === id);
    if (ban !== undefined) return { owner, ban };
  }
  return undefined;
}

function fragmentsOf(db: Db | Trx, version: number) {
  return db
    .withTables<PolicyTables>()
    .selectFrom('release_fragments')
    .innerJoin('fragments', 'fragments.sha256', 'release_fragments.sha256')
    .select(['release_fragments.unit', 'fragments.sha256', 'fragments.body'])
    .where('version', '=', version)
    .execute();
}

/** What a release of the store says, signed or not, as its files said it; undefined for a version that is not there. */
export async function storedContent(db: Db | Trx, version: number): Promise<Compiled | undefined> {
  const row = await releaseRow(db, version);
  if (row === undefined) return undefined;
  const bodies = await fragmentsOf(db, version);
  return {
    organisation: releaseCheck.Parse(JSON.parse(row.payload)).organisation,
    server: settingsIn(await filesOf(db, version)),
    policies: bodies.map(({ body }) => ({
      portvakt: 'policy/1',
      ...fragmentCheck.Parse(JSON.parse(body)),
    })),
  };
}
