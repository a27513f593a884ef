import type { Static } from 'typebox';
import type { Outcome } from '#policy/outcome.ts';
import type { Enrol } from '#protocol/agent-server.ts';
import { limits } from '#protocol/limits.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import type { SigningKey } from '#runtime/signature.ts';
import type { Assignments, Devices, Looks } from '#server/devices/index.ts';
import type { EnrolFault, Enrolment } from '#server/enrolment/index.ts';
import type { EventReader, Ingest } from '#server/events/index.ts';
import type { Exemptions, OfflineSecrets } from '#server/exemptions/index.ts';
import type { Policies } from '#server/policies/index.ts';
import type { Previews } from '#server/previews/index.ts';
import type { Pauses, Rollouts } from '#server/rollouts/index.ts';

export type LinkLimits = {
  readonly proofDeadlineMs: number;
  readonly pingSeconds: number;
  readonly silenceSeconds: number;
  /** Connections that have not proved themselves; more are told to come again. */
  readonly mostUnproven: number;
};
export const linkLimits: LinkLimits = {
  proofDeadlineMs: limits.proofDeadlineMs,
  pingSeconds: limits.pingSeconds,
  silenceSeconds: limits.silenceSeconds,
  mostUnproven: 4_096,
};

/** What the door for agents needs of the other rooms. */
export type LinkPorts = {
  readonly clock: Clock;
  readonly log: Log;
  readonly organisationId: string;
  readonly serverKey: SigningKey;
  /** Raw 32 bytes, base64. */
  readonly organisationKey: string;
  /** Whether TLS is ended here, so that the session is bound to it. */
  readonly bindTls: boolean;
  readonly limits: LinkLimits;
  readonly devices: Devices;
  readonly assignments: Assignments;
  readonly looks: Looks;
  /** Moves the devices of units that are no more to the root unit; returns who was moved. */
  readonly moveOrphans: () => Promise<readonly string[]>;
  readonly enrol: (message: Static<typeof Enrol>) => Promise<Outcome<Enrolment, EnrolFault>>;
  readonly policies: Pick<Policies, 'current' | 'noteHighest'>;
  /** Which release each device is to hold. */
  readonly rollouts: Pick<
    Rollouts,
    'applied' | 'heard' | 'live' | 'onOffer' | 'ready' | 'targetOf' | 'uprooted'
  >;
  readonly pauses: Pick<Pauses, 'onChange' | 'toTell'>;
  readonly previews: Pick<Previews, 'answer' | 'askVia'>;
  readonly exemptions: Exemptions;
  readonly offlineSecrets: OfflineSecrets;
  readonly events: EventReader;
  readonly ingest: Ingest;
};
