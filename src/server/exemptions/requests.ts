import type { Clock } from '#runtime/clock.ts';
import type { Announcements } from '#server/announcements/index.ts';
import type { Places } from '#server/devices/index.ts';
import type { Exemptions } from './exemptions.ts';
import { followEvents, type FollowPorts } from './follow.ts';
import { receive } from './receive.ts';
import type { Row } from './rows.ts';

export type RequestPorts = FollowPorts & {
  readonly clock: Clock;
  readonly places: Places;
  readonly announcements: Announcements;
  readonly exemptions: Pick<Exemptions, 'tell'>;
};

/**
 * Turns `exemption-request` events into records. A repeated request changes nothing, and a PC that asks without end fills no
 * list (`receive.ts`).
 */
export function followRequests(ports: RequestPorts): Promise<AsyncDisposable> {
  const { announcements, clock, exemptions, places } = ports;
  return followEvents(ports, {
    cursorKey: 'exemptions.events-read',
    type: 'exemption-request',
    take: async (trx, found) => {
      const taken: Row[] = [];
      for (const { device, body } of found) {
        if (body.type !== 'exemption-request') continue;
        const row = await receive(trx, { device, request: body.request, now: clock.now() });
        if (row !== undefined) taken.push(row);
      }
      return taken;
    },
    afterwards: async (taken) => {
      const where = await places.of(taken.map(({ device }) => device));
      for (const row of taken) {
        if (row.state === 'denied') exemptions.tell(row);
        const unit = where.get(row.device)?.unit;
        announcements.announce({
          kind: 'exemption-requested',
          subject: row.id,
          ...(unit === undefined ? {} : { unit }),
          text:
            row.state === 'denied'
              ? `an exemption from ${row.ban} was asked for and refused at once: too many wait`
              : `an exemption from ${row.ban} was asked for`,
        });
      }
    },
  });
}
