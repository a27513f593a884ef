import type { Assignment } from '#policy/assignment.ts';
import type { Exemption } from '#policy/exemption.ts';
import { payloadTypes } from '#policy/release.ts';
import { Envelope } from '#protocol/envelope.ts';
import { Compile } from 'typebox/compile';
import type { Clock } from '#runtime/clock.ts';
import { signEnvelope, type SigningKey } from '#runtime/signature.ts';
import { sha256, type Db } from '#server/store/index.ts';
import { classOf, stringsOf, type DeviceRow } from './devices.ts';
import type { DeviceTables } from './tables.ts';

/** How long an assignment holds without contact. It is renewed from half of that on. */
export const assignmentLifeMs = 30 * 86_400_000;

/** A claim further above ours than this is not believed: the numbers must not run out. */
const mostSerialsAhead = 1_000_000;

export type AssignmentPorts = {
  readonly db: Db;
  readonly clock: Clock;
  readonly key: SigningKey;
  readonly organisationId: string;
  /** The release in force and the unit to stand for one that is no more. */
  readonly release: () => number;
  readonly unitOrRoot: (unit: string) => string;
  readonly exemptionsOf: (device: string, now: number) => Promise<readonly Exemption[]>;
};
export type Issued = { readonly serial: number; readonly envelope: Envelope };

const envelopeCheck = Compile(Envelope);

export type Assignments = ReturnType<typeof createAssignments>;

export function createAssignments(ports: AssignmentPorts) {
  const { db, clock, key, organisationId, release, unitOrRoot, exemptionsOf } = ports;
  return {
    /**
     * The device's assignment, signed anew only when its content differs or half its life is over. The release version
     * in it is the one in force when it was signed: a new release alone makes no new assignments, or each publication
     * would cost a signature per device. `deviceHolds` is the serial that the device has seen: after a restore from a
     * backup the next one is above it.
     */
    of: async (row: DeviceRow, deviceHolds: number): Promise<Issued> => {
      const now = clock.now();
      const content = {
        organisation: organisationId,
        device: row.id,
        unit: unitOrRoot(row.unit),
        labels: stringsOf(row.labels),
        class: classOf(row),
        ring: 'all',
        exemptions: [...(await exemptionsOf(row.id, now))],
      };
      const contentHash = sha256(JSON.stringify(content));
      return db.transaction().execute(async (trx) => {
        const held = await trx
          .withTables<DeviceTables>()
          .selectFrom('assignments')
          .selectAll()
          .where('device', '=', row.id)
          .executeTakeFirst();
        const ours = held?.serial ?? 0;
        const seen = deviceHolds > ours + mostSerialsAhead ? ours : deviceHolds;
        if (
          held !== undefined &&
          held.content_hash === contentHash &&
          held.serial >= seen &&
          now >= held.issued_at &&
          now < held.issued_at + assignmentLifeMs / 2
        )
          return { serial: held.serial, envelope: envelopeCheck.Parse(JSON.parse(held.envelope)) };
        const serial = Math.max(ours, seen) + 1;
        const expiresAt = now + assignmentLifeMs;
        const document: Assignment = { ...content, serial, issuedAt: now, expiresAt, release: release() };
        const envelope = envelopeCheck.Parse(signEnvelope(payloadTypes.assignment, document, key));
        const values = {
          serial,
          content_hash: contentHash,
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
