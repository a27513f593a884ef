import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { payloadTypes } from '#policy/release.ts';
import type { ServerSettings } from '#policy/server-file.ts';
import type { PolicyDiff, PolicyFileText, ReleaseSummary } from '#protocol/console-policies.ts';
import type { Envelope } from '#protocol/envelope.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import { openEnvelope } from '#runtime/signature.ts';
import type { Actor, Audit } from '#server/audit/index.ts';
import { conflict, notFound, type Refusal } from '#server/store/refusal.ts';
import { sha256, type Db, type Trx } from '#server/store/index.ts';
import { createClaims, highestSeen } from './claims.ts';
import { compile, readFiles, settingsIn, type Compiled, type Readable } from './compile.ts';
import { newestContents } from './contents.ts';
import { diffPolicies } from './diff.ts';
import { withGenerated, type MakeFiles } from './generated-files.ts';
import { hashOf, issue, type NewRelease } from './issue.ts';
import type { ServerKeys } from './keys.ts';
import { keepPublication, type NewPublication } from './publications.ts';
import { readPublished, storedContent, type Published } from './published.ts';
import { filesOf, newestRelease, olderVersion, releaseRow, type ReleaseRow } from './release-rows.ts';
import type { PolicyTables } from './tables.ts';

export type PolicyPorts = {
  readonly db: Db;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly keys: ServerKeys;
  readonly organisationId: string;
  readonly log: Log;
  /** The store was restored from a backup: what devices say they have seen is believed (ADR 0007). Default: no. */
  readonly restored?: boolean;
  /** What the server makes itself of the ban packs in force, read anew each time. Default: nothing. */
  readonly generated?: () => Promise<MakeFiles>;
};
export type Applied = {
  readonly applied: boolean;
  readonly version: number;
  readonly state: ReleaseSummary['state'];
  readonly diff: PolicyDiff;
};
export type ApplyOptions = {
  readonly dryRun?: boolean;
  readonly basedOn?: number;
  /** Instead of what the port gives: the packs as they will be once this is done. */
  readonly generated?: MakeFiles;
  /** For whom the release is, and from which draft it comes. Default: by the rings, from nobody's draft. */
  readonly publication?: NewPublication;
  /** Done in the transaction that makes the release; not at all where nothing changes. A refusal undoes all of it. */
  readonly also?: (trx: Trx, version: number) => Promise<Refusal | void>;
};

export type Policies = Awaited<ReturnType<typeof createPolicies>>;

export async function createPolicies(ports: PolicyPorts) {
  const { db, audit, clock, keys, organisationId } = ports;
  let published = await readPublished(db);
  const first = published === undefined ? await newestRelease(db) : undefined;
  const firstSettings: ServerSettings =
    first === undefined ? {} : settingsIn(await filesOf(db, first.version));
  const listeners = new Set<(now: Published) => void>();
  const contents = newestContents();

  const parse = (files: readonly PolicyFileText[]): Outcome<Compiled, Refusal> => {
    const read = compile(files, organisationId);
    return read.ok ? read : fail({ problem: 'policy-faults', faults: read.fault });
  };
  /** What a version says. Files that a newer catalogue would refuse said it all the same. */
  const contentOf = async (from: Db | Trx, version: number): Promise<Compiled | undefined> => {
    const known = contents.get(version);
    if (known !== undefined) return known;
    const read = parse(await filesOf(from, version));
    const content = read.ok ? read.value : await storedContent(from, version);
    if (content !== undefined) contents.put(version, content);
    return content;
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

  const insert = (trx: Trx, actor: Actor, made: NewRelease) => issue(trx, actor, made, { clock, keys });

  /** Version 0 is before the first: everything is added. */
  const diffFrom = async (
    from: number,
    to: Compiled,
    toVersion?: number,
  ): Promise<Outcome<PolicyDiff, Refusal>> => {
    const before = from === 0 ? undefined : await contentOf(db, from);
    if (from !== 0 && before === undefined) return fail(notFound(`version ${from}`));
    return ok({
      from,
      ...(toVersion === undefined ? {} : { to: toVersion }),
      ...diffPolicies(before, to),
    });
  };

  const completed = async (
    files: readonly PolicyFileText[],
    newest: ReleaseRow | undefined,
    made?: MakeFiles,
  ): Promise<readonly PolicyFileText[]> => {
    const make = made ?? (await ports.generated?.()) ?? (() => []);
    return withGenerated(files, make, newest === undefined ? [] : await filesOf(db, newest.version));
  };

  const apply = async (
    actor: Actor,
    given: readonly PolicyFileText[],
    options: ApplyOptions = {},
  ): Promise<Outcome<Applied, Refusal>> => {
    // Read first: a pack that changes while this is under way makes a newer release, and this one a conflict.
    const before = await newestRelease(db);
    const files = await completed(given, before, options.generated);
    const read = parse(files);
    if (!read.ok) return read;
    const hash = hashOf(files);
    const from = before?.version ?? 0;
    const compared = await diffFrom(from, read.value);
    if (!compared.ok) return compared;
    const diff = compared.value;
    if (before !== undefined && before.files_hash === hash)
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
    type Made = { readonly version: number; readonly state: 'published' | 'awaiting-signature' };
    const done = await audit.act<Made, Refusal>(
      actor,
      ({ version }) => ({
        action: 'apply-policy',
        subject: `release ${version}`,
        body: auditedChange(diff, read.value, { filesHash: hash, ...options.publication }),
      }),
      async (trx) => {
        const newest = await newestRelease(trx);
        // The same files under a higher version are the server's own doing (`claims.ts`) and nobody's change.
        if (newest?.version !== before?.version && newest?.files_hash !== before?.files_hash)
          return fail(conflict('somebody else applied a policy just now'));
        const version = Math.max(newest?.version ?? 0, await highestSeen(trx)) + 1;
        const refused = await options.also?.(trx, version);
        if (refused !== undefined) return fail(refused);
        if (options.publication !== undefined) await keepPublication(trx, version, options.publication);
        return ok({ version, state: await insert(trx, actor, { files, read: read.value, version }) });
      },
    );
    if (!done.ok) return done;
    await announce();
    return ok({ applied: true, ...done.value, diff: { ...diff, to: done.value.version } });
  };

  const claims = createClaims({
    ...ports,
    /** What is in force or awaits its signature, again, under a higher version. */
    reissue: async (trx, { version: ours }, version) => {
      const content = await contentOf(trx, ours);
      if (content !== undefined)
        await insert(trx, { name: 'server' }, { files: await filesOf(trx, ours), read: content, version });
    },
  });

  return {
    /** The release in force; undefined only while a first one awaits its signature. */
    current: (): Published | undefined => published,
    /** An earlier release as it was published; undefined for one that never was. */
    publishedAt: (version: number): Promise<Published | undefined> => readPublished(db, version),
    onPublished: (listener: (now: Published) => void): Disposable => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    apply,
    /** What given files say, and what is wrong with them. */
    read: (files: readonly PolicyFileText[]): Readable => readFiles(files, organisationId),
    /** IT's files, with what the server makes itself of the ban packs in force. */
    withGenerated: async (files: readonly PolicyFileText[]): Promise<PolicyFileText[]> => [
      ...(await completed(files, await newestRelease(db))),
    ],
    /** How the server is to work with the release in force, or with the first one while that awaits its signature. */
    settings: (): ServerSettings => published?.settings ?? firstSettings,
    /** Whether nobody publishes alone: by what is in force, or by what awaits its signature. */
    needsFourEyes: async (): Promise<boolean> => {
      const newest = await newestRelease(db);
      const coming = newest === undefined ? undefined : await contentOf(db, newest.version);
      return [published?.settings, coming?.server].some((one) => one?.policyReview === 'four-eyes');
    },
    /** What a version says; the release in force by default, or the newest while none is. */
    content: async (
      version?: number,
    ): Promise<Outcome<{ readonly version: number; readonly content: Compiled }, Refusal>> => {
      const wanted = version ?? published?.version ?? (await newestRelease(db))?.version ?? 0;
      const content = await contentOf(db, wanted);
      return content === undefined ? fail(notFound('version')) : ok({ version: wanted, content });
    },
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
      if (wanted.files !== undefined) {
        const read = parse(await completed(wanted.files, await newestRelease(db)));
        return read.ok ? diffFrom(wanted.from ?? newest, read.value) : read;
      }
      const to = wanted.to ?? newest;
      const content = await contentOf(db, to);
      if (content === undefined) return fail(notFound(`version ${to}`));
      return diffFrom(wanted.from ?? (await olderVersion(db, to)), content, to);
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
      const done = await audit.act<ReleaseSummary['state'], Refusal>(
        actor,
        { action: 'publish-release', subject: `release ${version}` },
        async (trx) => {
          if (version <= ((await readPublished(trx))?.version ?? 0))
            return fail(conflict('a newer release is in force'));
          const seen = await highestSeen(trx);
          if (version <= seen)
            return fail(conflict(`devices have seen version ${seen} already: apply the policy anew`));
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

    /** A device says up to which version it has seen releases. What follows is announced like every release. */
    noteHighest: async (claimed: number): Promise<void> => {
      if (claimed <= (published?.version ?? 0)) return;
      if (await claims.note(claimed)) await announce();
    },
  };
}

/** What the audit keeps of a change: enough to tell later who changed what, and why a recommended ban was answered so. */
function auditedChange(diff: PolicyDiff, { policies, server }: Compiled, rest: object): object {
  return {
    from: diff.from,
    bans: diff.bans,
    organisationChanged: diff.organisationChanged,
    adoptions: diff.adoptionsOf.map((unit) => ({
      unit,
      now: policies.filter((one) => one.unit === unit).flatMap(({ adoptions }) => adoptions ?? []),
    })),
    ...(diff.serverChanged === true ? { server } : {}),
    ...rest,
  };
}
