import type { Assignment } from '#policy/assignment.ts';
import type { Exemption } from '#policy/exemption.ts';
import { payloadTypes } from '#policy/release.ts';
import { Envelope } from '#protocol/envelope.ts';
import { Compile } from 'typebox/compile';
import type { Clock } from '#runtime/clock.ts';
import { signEnvelope, type SigningKey } from '#runtime/signature.ts';
import { sha256, type Db, type GroupWriter, type Trx } from '#server/store/index.ts';
import { classOf, stringsOf, type DeviceRow } from './devices.ts';
import type { DeviceTables } from './tables.ts';

/** How long an assignment holds without contact. It is renewed from half of that on. */
export const assignmentLifeMs = 30 * 86_400_000;

/** A claim further above ours than this is not believed: the numbers must not run out. */
const mostSerialsAhead = 1_000_000;

export type AssignmentPorts = {
  readonly db: Db;
  readonly write: GroupWriter;
  readonly clock: Clock;
  readonly key: SigningKey;
  readonly organisationId: string;
  /** The release that this device is to hold. */
  readonly release: (device: string) => number;
  /** The unit of the device, or the one to stand for it where the release that it is to hold has it no more. */
  readonly unitFor: (row: DeviceRow) => string;
  /** The rollout ring of the device; `all` where there are none. */
  readonly ringOf: (row: DeviceRow) => string;
  readonly exemptionsOf: (from: Db | Trx, device: string, now: number) => Promise<readonly Exemption[]>;
};
export type Issued = { readonly serial: number; readonly envelope: Envelope };

const envelopeCheck = Compile(Envelope);

export type Assignments = ReturnType<typeof createAssignments>;

export function createAssignments(ports: AssignmentPorts) {
  const { db, write, clock, key, organisationId, release, unitFor, ringOf, exemptionsOf } = ports;
  const contentOf = async (from: Db | Trx, row: DeviceRow, now: number) => ({
    organisation: organisationId,
    device: row.id,
    unit: unitFor(row),
    labels: stringsOf(row.labels),
    class: classOf(row),
    ring: ringOf(row),
    exemptions: [...(await exemptionsOf(from, row.id, now))],
  });

  return {
    /**
     * The device's assignment, signed anew only when its content differs or half its life is over. The release version
     * in it is the one that the device was to hold when it was signed: a new release alone makes no new assignments, or
     * each publication would cost a signature per device. `deviceHolds` is the serial that the device has seen: after a
     * restore from a backup the next one is above it.
     */
    of: async (row: DeviceRow, deviceHolds: number): Promise<Issued> => {
      const now = clock.now();
      const good = (held: Held | undefined, hash: string): Issued | undefined =>
        held !== undefined &&
        held.content_hash === hash &&
        (held.serial >= deviceHolds || deviceHolds > held.serial + mostSerialsAhead) &&
        now >= held.issued_at &&
        now < held.issued_at + assignmentLifeMs / 2
          ? { serial: held.serial, envelope: envelopeCheck.Parse(JSON.parse(held.envelope)) }
          : undefined;
      const ready = good(await heldBy(db, row.id), hashOf(await contentOf(db, row, now)));
      if (ready !== undefined) return ready;
      return write(async (trx) => {
        // Read again inside the transaction: what was read before may be older than what was issued meanwhile.
        const content = await contentOf(trx, (await rowOf(trx, row.id)) ?? row, now);
        const held = await heldBy(trx, row.id);
        const meanwhile = good(held, hashOf(content));
        if (meanwhile !== undefined) return meanwhile;
        const ours = held?.serial ?? 0;
        const serial = Math.max(ours, deviceHolds > ours + mostSerialsAhead ? 0 : deviceHolds) + 1;
        const expiresAt = now + assignmentLifeMs;
        const document: Assignment = {
          ...content,
          serial,
          issuedAt: now,
          expiresAt,
          release: release(row.id),
        };
        const envelope = envelopeCheck.Parse(signEnvelope(payloadTypes.assignment, document, key));
        const values = {
          serial,
          content_hash: hashOf(content),
          envelope: JSON.stringify(envelope),
          issued_at: now,
          expires_at: expiresAt,
        };
        await trx
          .withTables<DeviceTables>()
          .insertInto('assignments')
          .values({ device: row.id, ...values })
          .onConflict((clash) => clash.column('device').doUpdateSet(values))
          .execute();
        return { serial, envelope };
      });
    },
  };
}

const hashOf = (content: unknown): string => sha256(JSON.stringify(content));

function rowOf(trx: Trx, device: string): Promise<DeviceRow | undefined> {
  return trx
    .withTables<DeviceTables>()
    .selectFrom('devices')
    .selectAll()
    .where('id', '=', device)
    .executeTakeFirst();
}

type Held = DeviceTables['assignments'];
function heldBy(from: Db | Trx, device: string): Promise<Held | undefined> {
  return from
    .withTables<DeviceTables>()
    .selectFrom('assignments')
    .selectAll()
    .where('device', '=', device)
    .executeTakeFirst();
}
