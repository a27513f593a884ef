import type { ServerInfo } from '#protocol/console-policies.ts';
import { protocolVersion } from '#protocol/version.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import { fingerprint, type SigningKey } from '#runtime/signature.ts';
import { createAnnouncements } from '#server/announcements/index.ts';
import { auditMigrations, createAudit } from '#server/audit/index.ts';
import {
  createAssignments,
  createDevices,
  createExpected,
  createImport,
  createLooks,
  createPlaces,
  deviceMigrations,
  moveOrphans,
  ruleJob,
  ruleJobName,
} from '#server/devices/index.ts';
import { createDrafts, draftMigrations, draftTexts, reviewDatesJob } from '#server/drafts/index.ts';
import { createEnrol, createTokens, enrolmentMigrations } from '#server/enrolment/index.ts';
import {
  createEventReader,
  createEventRetention,
  eventMigrations,
  startIngest,
} from '#server/events/index.ts';
import {
  createExemptions,
  createOfflineSecrets,
  endingJob,
  exemptionMigrations,
  followCodeUses,
  followRequests,
  countExemptions,
  createExemptionRetention,
  deleteOldExemptions,
} from '#server/exemptions/index.ts';
import {
  createDailyCounts,
  createFleet,
  createUnitTrees,
  createZone,
  fleetMigrations,
} from '#server/fleet/index.ts';
import { createRetention } from '#server/retention/index.ts';
import { startJobs, type Job } from '#server/jobs/index.ts';
import { createOperators, operatorMigrations } from '#server/operators/index.ts';
import { createPolicies, policyMigrations, policyTexts, type ServerKeys } from '#server/policies/index.ts';
import {
  createIdentityProvider,
  createLinks,
  createSessions,
  sessionMigrations,
  type SecretFile,
} from '#server/sessions/index.ts';
import { createOwnPacks, createPacks, generatedFiles, packJob, packMigrations } from '#server/packs/index.ts';
import { createPreviews, previewMigrations } from '#server/previews/index.ts';
import { createPauses, createRollouts, rolloutMigrations } from '#server/rollouts/index.ts';
import { createExports } from '#server/exports/index.ts';
import { createCounts } from '#server/metrics/index.ts';
import { createOutletErasure, createOutlets, outletMigrations } from '#server/outlets/index.ts';
import { createGroupWriter, openStore, storeMigrations } from '#server/store/index.ts';

export const serverVersion = '0.1.0';

export type RoomOptions = {
  readonly databasePath: string;
  readonly keys: ServerKeys;
  readonly organisation: { readonly id: string; readonly name: string };
  readonly clock: Clock;
  readonly log: Log;
  /** See `ServerOptions`. */
  readonly restored?: boolean;
  /** Where the client secret at the identity provider lies. */
  readonly providerSecret: SecretFile;
  /** Signs the ban packs that this organisation publishes; made when it is first asked for. */
  readonly packKey: () => SigningKey;
};
export type Rooms = Awaited<ReturnType<typeof openRooms>>;

/** Opens the store and joins the rooms that need no socket. Disposing ends the worker first, then the store. */
export async function openRooms(options: RoomOptions) {
  const { databasePath, keys, organisation, clock, log, restored = false } = options;
  await using undo = new AsyncDisposableStack();
  const store = undo.use(
    await openStore(databasePath, [
      storeMigrations,
      auditMigrations,
      operatorMigrations,
      policyMigrations,
      deviceMigrations,
      eventMigrations,
      enrolmentMigrations,
      exemptionMigrations,
      fleetMigrations,
      draftMigrations,
      rolloutMigrations,
      previewMigrations,
      sessionMigrations,
      packMigrations,
      outletMigrations,
    ]),
  );
  const { db } = store;
  const write = createGroupWriter(db);
  const announcements = createAnnouncements(clock, log);
  const audit = createAudit(db, clock);
  const operators = createOperators({ db, audit, clock, announcements });
  const policies = await createPolicies({
    db,
    audit,
    clock,
    keys,
    organisationId: organisation.id,
    log,
    restored,
    generated: () => generatedFiles(db),
  });
  const unitTree = createUnitTrees(policies.current, organisation);
  const rootUnit = (): string => unitTree().root;
  const unitExists = (unit: string): boolean => unitTree().exists(unit);
  /** While a release is rolled out, PCs may still hold one that has the unit. */
  const unitOrRoot = (unit: string): string =>
    unitExists(unit) || rollouts.hasUnit(unit) ? unit : rootUnit();
  const unitsUnder = (unit: string): readonly string[] => unitTree().under(unit);
  const people = { db, audit, clock, operators };
  const sessions = createSessions(people);
  const links = createLinks(people);
  const identityProvider = createIdentityProvider({
    ...people,
    announcements,
    sessions,
    secretFile: options.providerSecret,
    unitExists,
  });
  /** The first administrator is made before there is an org tree, and is for the organisation as a whole. */
  const unitOf = ({ unit }: { readonly unit: string }): string =>
    unit === organisation.id && !unitExists(unit) ? rootUnit() : unit;
  const rules = () => policies.current()?.settings.assignment ?? [];
  const devices = createDevices({ db, write, audit, clock, unitExists, unitOrRoot, rules });
  const expected = createExpected(db, unitsUnder);
  const importDevices = createImport({ db, audit, clock, expected, unitExists, changed: devices.changed });
  const looks = createLooks(db, audit, clock);
  const places = createPlaces(db);
  const offlineSecrets = createOfflineSecrets(db);
  const exemptions = createExemptions({
    ...{ db, audit, clock, devices, places, announcements },
    secrets: offlineSecrets,
    units: { rootUnit, unitExists, unitOf, unitsUnder },
    published: policies.current,
  });
  const assignments = createAssignments({
    db,
    write,
    clock,
    key: keys.server,
    organisationId: organisation.id,
    release: (device) => rollouts.targetOf(device)?.version ?? policies.current()?.version ?? 1,
    unitFor: (row) => rollouts.unitFor(row) ?? rootUnit(),
    ringOf: (row) => rollouts.ringOf(row),
    exemptionsOf: exemptions.activeOf,
  });
  const tokens = createTokens({
    db,
    audit,
    clock,
    organisation: { id: organisation.id, keyFingerprint: fingerprint(keys.organisation.publicKey) },
    rootUnit,
    unitExists,
  });
  const enrol = createEnrol({
    ...{ write, audit, devices, tokens, unitOrRoot, expected },
    enrolled: ({ device, state, unit }) => {
      const text = `a PC enrolled${state === 'active' ? '' : ' and waits for approval'}`;
      announcements.announce({ kind: 'device-enrolled', subject: device, unit, text });
    },
  });
  const ingest = undo.use(startIngest(store.path, log));
  const events = createEventReader(db, ingest);
  undo.use(await followCodeUses({ db, log, events, ingest }));

  const pauses = await createPauses({
    ...{ db, audit, clock, announcements, key: keys.server, organisationId: organisation.id },
    published: policies.current,
  });
  const rollouts = undo.use(
    await createRollouts({
      ...{ db, audit, clock, log, announcements, policies, devices, events, pauses },
    }),
  );
  const previews = undo.use(
    await createPreviews({ db, audit, clock, log, announcements, rootUnit, unitExists, unitsUnder }),
  );

  const orphansToRoot = (): Promise<string[]> =>
    moveOrphans(db, audit, { root: rootUnit(), exists: (unit) => unitOrRoot(unit) === unit });
  // A publication may have been cut short by the end of the process.
  await orphansToRoot();

  const drafts = createDrafts({
    ...{ db, audit, clock, policies, announcements },
    units: { rootUnit, unitsUnder, unitOf },
  });
  undo.use(
    policies.onPublished(({ version, publication: { by, title } }) => {
      const text = `version ${version} is published${title === undefined ? '' : `: ${title}`}`.slice(0, 300);
      announcements.announce({ kind: 'release-published', subject: String(version), by, text });
    }),
  );

  const packPorts = { db, audit, clock, log, announcements, policies, packKey: options.packKey };
  const packs = createPacks(packPorts);
  const ownPacks = createOwnPacks(packPorts);
  undo.use(packs.keepDeclared());

  const zone = createZone(() => policies.current()?.release.organisation.calendar.timeZone);
  const counts = createDailyCounts({ db, events, devices, zone, now: () => clock.now() });
  const oldEvents = createEventRetention(db);
  const exemptionRows = createExemptionRetention(db);
  const retention = createRetention({
    ...{ db, clock, log },
    settings: () => policies.settings().retention ?? {},
    keepers: {
      events: oldEvents,
      looks,
      audit: { deleteBefore: audit.deleteBefore, held: audit.held },
      exemptions: {
        deleteBefore: (before, limit) =>
          db.transaction().execute((trx) => deleteOldExemptions(trx, before, limit)),
        held: exemptionRows.held,
      },
      silentDevices: {
        deleteBefore: (before, limit) => fleet.erasure.silent(before, limit),
        held: devices.held,
      },
    },
    sweeps: [counts.sweep, () => expected.sweep(clock.now())],
  });
  const fleet = createFleet({
    ...{ db, audit, announcements, devices, counts, ingest, exemptionRows, unitTree, zone, organisation },
    events: oldEvents,
    outlets: createOutletErasure(db),
    policyTexts: async function* () {
      yield* policyTexts(db);
      yield* draftTexts(db);
    },
    now: () => clock.now(),
    published: policies.current,
    exemptionsOf: (device) => exemptions.activeOf(db, device, clock.now()),
    exemptions: (within) => countExemptions(db, places, within, clock.now()),
    retention: retention.ok,
  });

  const work: Job[] = [{ name: 'sessions', everyMs: 600_000, run: sessions.sweep }];
  work.push({ name: 'rollouts', everyMs: 3_000, run: rollouts.step });
  const placing = { db, audit, rules, units: () => unitTree().units.map(({ id }) => id), unitOrRoot };
  work.push(ruleJob({ ...placing, changed: devices.changed }));
  work.push({ name: 'daily-counts', everyMs: 15_000, run: counts.catchUp });
  work.push(retention.job);
  work.push(packJob(packs));
  work.push(endingJob({ db, places, announcements, now: () => clock.now() }));
  work.push(reviewDatesJob({ db, clock, policies, announcements }));
  const language = () => policies.current()?.release.organisation.languages[0] ?? 'en';
  const outlets = undo.use(
    await createOutlets({
      ...{ db, write, audit, clock, log, announcements, events, ingest, places },
      organisation: () => ({
        name: policies.current()?.release.organisation.name ?? organisation.name,
        language: language(),
      }),
      version: serverVersion,
    }),
  );
  // After the outlets: what was stored before a crash is looked at now, and they are to hear of it.
  undo.use(await followRequests({ db, clock, log, events, ingest, exemptions, places, announcements }));
  work.push(outlets.job);
  const counted = createCounts();
  const jobs = undo.use(startJobs(clock, log, work, counted.job));

  const info = async (connected: number): Promise<ServerInfo> => ({
    organisation: {
      id: organisation.id,
      name: policies.current()?.release.organisation.name ?? organisation.name,
    },
    serverVersion,
    protocol: protocolVersion,
    keyMode: keys.organisation.mode,
    organisationKey: keys.organisation.publicKey,
    organisationKeyFingerprint: fingerprint(keys.organisation.publicKey),
    serverKey: keys.server.publicKey,
    release: policies.current()?.version ?? 0,
    devices: await devices.count(),
    connected,
  });
  const open = undo.move();
  return {
    db,
    audit,
    operators,
    sessions,
    links,
    identityProvider,
    policies,
    drafts,
    devices,
    looks,
    expected,
    importDevices,
    fleet,
    retention,
    assignments,
    tokens,
    enrol,
    ingest,
    events,
    exemptions,
    offlineSecrets,
    announcements,
    pauses,
    rollouts,
    previews,
    packs,
    ownPacks,
    jobs,
    outlets,
    exports: createExports({ audit, devices, events, looks, zone }),
    counted,
    zone,
    language,
    info,
    /** Then the rules, which would place them too, but tell nobody that a unit is no more. */
    moveOrphans: async (): Promise<string[]> => {
      const moved = await orphansToRoot();
      void jobs.runNow(ruleJobName);
      return moved;
    },
    rootUnit,
    unitExists,
    unitsUnder,
    unitOf,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
