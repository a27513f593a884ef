import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { buildRelease } from '#policy/publish.ts';
import { payloadTypes } from '#policy/release.ts';
import type { PolicyDiff, PolicyFileText, ReleaseSummary } from '#protocol/console-policies.ts';
import type { Envelope } from '#protocol/envelope.ts';
import type { Clock } from '#runtime/clock.ts';
import { openEnvelope, signEnvelope } from '#runtime/signature.ts';
import type { Actor, Audit } from '#server/audit/index.ts';
import { conflict, notFound, type Refusal } from '#server/store/refusal.ts';
import { readMeta, sha256, writeMeta, type Db, type Trx } from '#server/store/index.ts';
import { canonical, diffPolicies } from './diff.ts';
import { compile, type Compiled } from './compile.ts';
import type { ServerKeys } from './keys.ts';
import { contentOf, readPublished, type Published } from './published.ts';
import { filesOf, newestRelease, releaseRow, type ReleaseRow } from './release-rows.ts';
import type { PolicyTables } from './tables.ts';

export type PolicyPorts = {
  readonly db: Db;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly keys: ServerKeys;
  readonly organisationId: string;
};
export type Applied = {
  readonly applied: boolean;
  readonly version: number;
  readonly state: ReleaseSummary['state'];
  readonly diff: PolicyDiff;
};
export type ApplyOptions = { readonly dryRun?: boolean; readonly basedOn?: number };

type NewRelease = {
  readonly files: readonly PolicyFileText[];
  readonly read: Compiled;
  readonly version: number;
};

const highestKey = 'policies.highest-version-seen';
/** A device may not drive the versions up to their end: a claim further above ours than this is not believed. */
const mostVersionsAhead = 1_000_000;

export type Policies = Awaited<ReturnType<typeof createPolicies>>;

export async function createPolicies(ports: PolicyPorts) {
  const { db, audit, clock, keys, organisationId } = ports;
  let published = await readPublished(db);
  let highest = Number((await readMeta(db, highestKey)) ?? '0');
  const listeners = new Set<(now: Published) => void>();

  const parse = (files: readonly PolicyFileText[]): Outcome<Compiled, Refusal> => {
    const read = compile(files, organisationId);
    return read.ok ? read : fail({ problem: 'policy-faults', faults: read.fault });
  };
  const compiledVersion = async (from: Db | Trx, version: number): Promise<Compiled | undefined> => {
    const read = parse(await filesOf(from, version));
    return read.ok ? read.value : undefined;
  };
  const stateOf = (
    row: Pick<ReleaseRow, 'version' | 'envelope'>,
    newest: number,
  ): ReleaseSummary['state'] => {
    if (row.envelope !== null) return row.version === published?.version ? 'published' : 'superseded';
    return row.version === newest ? 'awaiting-signature' : 'superseded';
  };
  const announce = async (): Promise<void> => {
    const now = await readPublished(db);
    if (now === undefined || now.version === published?.version) return;
    published = now;
    for (const listener of listeners) listener(now);
  };

  const insert = async (trx: Trx, actor: Actor, { files, read, version }: NewRelease) => {
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
    return envelope === null ? ('awaiting-signature' as const) : ('published' as const);
  };

  const diffFrom = async (from: number, to: Compiled, toVersion?: number): Promise<PolicyDiff> => ({
    from,
    ...(toVersion === undefined ? {} : { to: toVersion }),
    ...diffPolicies(from === 0 ? undefined : await compiledVersion(db, from), to),
  });

  const apply = async (
    actor: Actor,
    files: readonly PolicyFileText[],
    options: ApplyOptions = {},
  ): Promise<Outcome<Applied, Refusal>> => {
    const read = parse(files);
    if (!read.ok) return read;
    const before = await newestRelease(db);
    const from = before?.version ?? 0;
    const diff = await diffFrom(from, read.value);
    if (before !== undefined && before.files_hash === hashOf(files))
      return ok({ applied: false, version: from, state: stateOf(before, from), diff });
    if (options.basedOn !== undefined && options.basedOn !== from)
      return fail(conflict(`the policy is at version ${from}, not ${options.basedOn}`));
    if (options.dryRun === true)
      return ok({
        applied: false,
        version: Math.max(from, 1),
        state: before === undefined ? 'awaiting-signature' : stateOf(before, from),
        diff,
      });
    const version = Math.max(from, highest) + 1;
    const done = await audit.act(
      actor,
      { action: 'apply-policy', subject: `release ${version}`, body: { bans: diff.bans } },
      async (trx) => {
        if ((await newestRelease(trx))?.version !== before?.version)
          return fail<Refusal>(conflict('somebody else applied a policy just now'));
        return ok(await insert(trx, actor, { files, read: read.value, version }));
      },
    );
    if (!done.ok) return done;
    await announce();
    return ok({ applied: true, version, state: done.value, diff: { ...diff, to: version } });
  };

  return {
    /** The release in force; undefined only while a first one awaits its signature. */
    current: (): Published | undefined => published,
    onPublished: (listener: (now: Published) => void): Disposable => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    apply,
    files: async (
      version?: number,
    ): Promise<Outcome<{ row: ReleaseRow; files: PolicyFileText[] }, Refusal>> => {
      const row = version === undefined ? await newestRelease(db) : await releaseRow(db, version);
      return row === undefined
        ? fail(notFound('version'))
        : ok({ row, files: await filesOf(db, row.version) });
    },
    diff: async (wanted: {
      readonly from?: number | undefined;
      readonly to?: number | undefined;
      readonly files?: readonly PolicyFileText[] | undefined;
    }): Promise<Outcome<PolicyDiff, Refusal>> => {
      const newest = (await newestRelease(db))?.version ?? 0;
      const from = wanted.from ?? (wanted.files === undefined ? newest - 1 : newest);
      if (wanted.files !== undefined) {
        const read = parse(wanted.files);
        return read.ok ? ok(await diffFrom(from, read.value)) : read;
      }
      const to = wanted.to ?? newest;
      const read = await compiledVersion(db, to);
      return read === undefined ? fail(notFound('version')) : ok(await diffFrom(from, read, to));
    },
    list: async (devicesHolding: ReadonlyMap<number, number>): Promise<ReleaseSummary[]> => {
      const rows = await db
        .withTables<PolicyTables>()
        .selectFrom('releases')
        .selectAll()
        .orderBy('version', 'desc')
        .limit(200)
        .execute();
      return rows.map((row) => ({
        version: row.version,
        state: stateOf(row, rows[0]?.version ?? 0),
        issuedAt: row.issued_at,
        issuedBy: row.issued_by,
        ...(row.published_at === null ? {} : { publishedAt: row.published_at }),
        bans: row.bans,
        sha256: sha256(row.payload),
        devices: devicesHolding.get(row.version) ?? 0,
      }));
    },
    release: async (
      version: number,
    ): Promise<Outcome<{ row: ReleaseRow; state: ReleaseSummary['state'] }, Refusal>> => {
      const row = await releaseRow(db, version);
      if (row === undefined) return fail(notFound('release'));
      return ok({ row, state: stateOf(row, (await newestRelease(db))?.version ?? 0) });
    },

    /** Takes a release that was signed offline. Idempotent for a release that is published already. */
    putEnvelope: async (
      actor: Actor,
      version: number,
      envelope: Envelope,
    ): Promise<Outcome<ReleaseSummary['state'], Refusal>> => {
      const row = await releaseRow(db, version);
      if (row === undefined) return fail(notFound('release'));
      const payload = openEnvelope(envelope, payloadTypes.release, [keys.organisation.publicKey]);
      if (payload === undefined || payload.toString('utf8') !== row.payload)
        return fail({ problem: 'bad-envelope' });
      if (row.envelope !== null) return ok(stateOf(row, version));
      if (version <= (published?.version ?? 0)) return fail(conflict('a newer release is in force'));
      if (version <= highest)
        return fail(conflict(`devices have seen version ${highest} already: apply the policy anew`));
      const done = await audit.act<ReleaseSummary['state'], Refusal>(
        actor,
        { action: 'publish-release', subject: `release ${version}` },
        async (trx) => {
          await trx
            .withTables<PolicyTables>()
            .updateTable('releases')
            .set({ envelope: JSON.stringify(envelope), published_at: clock.now() })
            .where('version', '=', version)
            .execute();
          return ok<ReleaseSummary['state']>('published');
        },
      );
      if (done.ok) await announce();
      return done;
    },

    /**
     * A device saw a version above ours: this store was restored from a backup. What is in force is issued again above
     * it, at once where the organisation key is here; else the draft awaits its signature.
     */
    noteHighest: async (claimed: number): Promise<void> => {
      if (claimed <= (published?.version ?? 0)) return;
      const newest = await newestRelease(db);
      if (newest === undefined || claimed <= Math.max(newest.version, highest)) return;
      if (claimed > newest.version + mostVersionsAhead) return;
      highest = claimed;
      const files = await filesOf(db, newest.version);
      const read = parse(files);
      // Files that a newer catalogue would refuse are in force all the same.
      const content = read.ok ? read.value : published && contentOf(published);
      await audit.act(
        { name: 'server' },
        {
          action: 'issue-above',
          subject: `release ${claimed + 1}`,
          body: { ours: newest.version, seen: claimed },
        },
        async (trx) => {
          await writeMeta(trx, highestKey, String(claimed));
          if (content !== undefined)
            await insert(trx, { name: 'server' }, { files, read: content, version: claimed + 1 });
          return ok(undefined);
        },
      );
      await announce();
    },
  };
}

function hashOf(files: readonly PolicyFileText[]): string {
  return sha256(
    canonical(
      files.map(({ name, text }) => [name, text]).sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)),
    ),
  );
}
