import type { ServerInfo } from '#protocol/console-policies.ts';
import { protocolVersion } from '#protocol/version.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import { fingerprint } from '#runtime/signature.ts';
import { createAnnouncements } from '#server/announcements/index.ts';
import { auditMigrations, createAudit } from '#server/audit/index.ts';
import {
  createAssignments,
  createDevices,
  createLooks,
  deviceMigrations,
  moveOrphans,
} from '#server/devices/index.ts';
import { createEnrol, createTokens, enrolmentMigrations } from '#server/enrolment/index.ts';
import { createEventReader, eventMigrations, startIngest } from '#server/events/index.ts';
import { createExemptions, exemptionMigrations, followRequests } from '#server/exemptions/index.ts';
import { startJobs, type Job } from '#server/jobs/index.ts';
import { createOperators, operatorMigrations } from '#server/operators/index.ts';
import {
  chainOf,
  createPolicies,
  policyMigrations,
  rootOf,
  type ServerKeys,
} from '#server/policies/index.ts';
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
    ]),
  );
  const { db } = store;
  const write = createGroupWriter(db);
  const announcements = createAnnouncements(clock, log);
  const audit = createAudit(db, clock);
  const operators = createOperators(db, audit, clock);
  const policies = await createPolicies({
    db,
    audit,
    clock,
    keys,
    organisationId: organisation.id,
    log,
    restored,
  });
  const units = () => policies.current()?.release.organisation.units ?? [];
  const unitExists = (unit: string): boolean => unit === rootUnit() || units().some(({ id }) => id === unit);
  const rootUnit = (): string => {
    const current = policies.current();
    return (current === undefined ? undefined : rootOf(current.release))?.id ?? organisation.id;
  };
  const unitOrRoot = (unit: string): string => (unitExists(unit) ? unit : rootUnit());
  const unitsUnder = (unit: string): string[] => {
    const current = policies.current();
    if (current === undefined) return [unit];
    return units()
      .map(({ id }) => id)
      .filter((id) => chainOf(current.release, id).includes(unit));
  };
  const devices = createDevices({ db, write, audit, clock, unitExists, unitsUnder });
  const looks = createLooks(db, audit, clock);
  const exemptions = createExemptions({ db, audit, clock, devices, published: policies.current });
  const assignments = createAssignments({
    db,
    write,
    clock,
    key: keys.server,
    organisationId: organisation.id,
    release: () => policies.current()?.version ?? 1,
    unitOrRoot,
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
  const enrol = createEnrol({ write, audit, devices, tokens, unitOrRoot });
  const ingest = undo.use(startIngest(store.path, log));
  const events = createEventReader(db, ingest);
  undo.use(await followRequests({ db, clock, log, events, ingest, exemptions }));

  const orphansToRoot = (): Promise<string[]> =>
    moveOrphans(db, audit, { root: rootUnit(), exists: unitExists });
  // A publication may have been cut short by the end of the process.
  await orphansToRoot();

  const work: Job[] = [];
  const jobs = undo.use(startJobs(clock, log, work));

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
    policies,
    devices,
    looks,
    assignments,
    tokens,
    enrol,
    ingest,
    events,
    exemptions,
    announcements,
    jobs,
    info,
    moveOrphans: orphansToRoot,
    rootUnit,
    unitExists,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
