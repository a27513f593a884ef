import { buildRelease } from '#policy/publish.ts';
import { payloadTypes } from '#policy/release.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import type { Clock } from '#runtime/clock.ts';
import { signEnvelope } from '#runtime/signature.ts';
import type { Actor } from '#server/audit/index.ts';
import { sha256, type Trx } from '#server/store/index.ts';
import type { Compiled } from './compile.ts';
import { canonical } from './diff.ts';
import type { ServerKeys } from './keys.ts';
import type { PolicyTables } from './tables.ts';

export type NewRelease = {
  readonly files: readonly PolicyFileText[];
  readonly read: Compiled;
  readonly version: number;
};

/** Makes a release of files and keeps it: signed where the organisation key is here, else awaiting its signature. */
export async function issue(
  trx: Trx,
  actor: Actor,
  { files, read, version }: NewRelease,
  { clock, keys }: { readonly clock: Clock; readonly keys: ServerKeys },
): Promise<'awaiting-signature' | 'published'> {
  const tables = trx.withTables<PolicyTables>();
  const issuedAt = clock.now();
  const { release, fragments } = buildRelease(
    { ...read, version, issuedAt, serverKeys: [keys.server.publicKey] },
    sha256,
  );
  const { organisation } = keys;
  const envelope =
    organisation.mode === 'hosted' ? signEnvelope(payloadTypes.release, release, organisation.key) : null;
  await tables
    .insertInto('releases')
    .values({
      version,
      issued_at: issuedAt,
      issued_by: actor.name,
      files_hash: hashOf(files),
      payload: JSON.stringify(release),
      envelope: envelope === null ? null : JSON.stringify(envelope),
      published_at: envelope === null ? null : issuedAt,
      bans: read.policies.reduce((sum, { bans }) => sum + bans.length, 0),
    })
    .execute();
  for (const [position, { name, text }] of files.entries())
    await tables.insertInto('release_files').values({ version, position, name, text }).execute();
  for (const { unit, body } of fragments) {
    const hash = sha256(body);
    await tables.insertInto('release_fragments').values({ version, unit, sha256: hash }).execute();
    await tables
      .insertInto('fragments')
      .values({ sha256: hash, body })
      .onConflict((clash) => clash.doNothing())
      .execute();
  }
  return envelope === null ? 'awaiting-signature' : 'published';
}

/** Of the names and texts, whatever their order: the same files are the same policy. */
export function hashOf(files: readonly PolicyFileText[]): string {
  return sha256(
    canonical(
      files.map(({ name, text }) => [name, text]).sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)),
    ),
  );
}
