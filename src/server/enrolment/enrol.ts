import type { Static } from 'typebox';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Enrol } from '#protocol/agent-server.ts';
import type { CloseName } from '#protocol/close-codes.ts';
import type { Audit } from '#server/audit/index.ts';
import type { Devices } from '#server/devices/index.ts';
import { newId, type GroupWriter } from '#server/store/index.ts';
import type { Tokens } from './tokens.ts';

export type Enrolment = { readonly device: string; readonly state: 'active' | 'awaiting-approval' };
export type EnrolFault = Extract<CloseName, 'badToken' | 'revoked'>;
export type EnrolPorts = {
  readonly write: GroupWriter;
  readonly audit: Audit;
  readonly devices: Devices;
  readonly tokens: Tokens;
  /** A token may name a unit that is no more: its devices go to the root unit. */
  readonly unitOrRoot: (unit: string) => string;
};
/** As much as an audit row takes for who acted, and well-formed: SQLite would alter half a character. */
const actorOf = (token: string) => ({ name: `token ${token}`.slice(0, 300).toWellFormed() });

/**
 * Makes a device of a key that has proved itself. A key that is enrolled already keeps its device, and no use of the
 * token is taken: the answer was lost on the way. So a token never replaces a device, and one use makes one device.
 */
export function createEnrol({ write, audit, devices, tokens, unitOrRoot }: EnrolPorts) {
  return (message: Static<typeof Enrol>): Promise<Outcome<Enrolment, EnrolFault>> =>
    write(async (trx) => {
      const token = await tokens.find(trx, message.token);
      if (token === undefined) return fail('badToken');
      const known = await devices.findByKey(trx, message.deviceKey);
      if (known !== undefined)
        return known.state === 'revoked' ? fail('revoked') : ok({ device: known.id, state: known.state });
      if (!tokens.usable(token)) return fail('badToken');
      const device = newId();
      const state = token.needs_approval === 1 ? 'awaiting-approval' : 'active';
      await tokens.use(trx, token);
      await devices.insert(trx, {
        id: device,
        deviceKey: message.deviceKey,
        private: message.private,
        facts: message.facts,
        state,
        unit: unitOrRoot(token.unit),
        labels: token.labels,
        token: token.id,
      });
      await audit.record(trx, actorOf(token.name), {
        action: 'enrol-device',
        subject: device,
        body: { token: token.id, state },
      });
      return ok({ device, state });
    });
}
