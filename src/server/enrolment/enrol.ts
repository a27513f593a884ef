import type { Static } from 'typebox';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Enrol } from '#protocol/agent-server.ts';
import type { CloseName } from '#protocol/close-codes.ts';
import type { Audit } from '#server/audit/index.ts';
import { labelsText, stringsOf, type Devices, type Expected } from '#server/devices/index.ts';
import { newId, type GroupWriter, type Trx } from '#server/store/index.ts';
import type { TokenRow, Tokens } from './tokens.ts';

export type Enrolment = { readonly device: string; readonly state: 'active' | 'awaiting-approval' };
export type EnrolFault = Extract<CloseName, 'badToken' | 'revoked'>;
export type EnrolPorts = {
  readonly write: GroupWriter;
  readonly audit: Audit;
  readonly devices: Devices;
  readonly tokens: Tokens;
  /** A token may name a unit that is no more: its devices go to the root unit. */
  readonly unitOrRoot: (unit: string) => string;
  readonly expected: Expected;
  /** Told after a device was made. */
  readonly enrolled: (device: Enrolment & { readonly unit: string }) => void;
};
/** As much as an audit row takes for who acted, and well-formed: SQLite would alter half a character. */
const actorOf = (token: string) => ({ name: `token ${token}`.slice(0, 300).toWellFormed() });

/**
 * Makes a device of a key that has proved itself. A key that is enrolled already keeps its device, and no use of the
 * token is taken: the answer was lost on the way. So a token never replaces a device, and one use makes one device.
 */
export function createEnrol(ports: EnrolPorts) {
  const { write, audit, devices, tokens, unitOrRoot } = ports;

  /** Where the new device belongs: as it was imported, or as the rules say, or as its token says. */
  const placeOf = async (trx: Trx, token: TokenRow, { facts }: Static<typeof Enrol>) => {
    const base = { unit: unitOrRoot(token.unit), labels: token.labels, class: token.class };
    const imported = await ports.expected.take(trx, facts.hostName, base.unit);
    if (imported === undefined) return devices.placed(base, facts);
    return {
      base,
      place: {
        unit: unitOrRoot(imported.unit ?? base.unit),
        labels: imported.labels === null ? base.labels : labelsText(stringsOf(imported.labels)),
        class: imported.class ?? base.class,
        set_by: 'import' as const,
      },
    };
  };

  return async (message: Static<typeof Enrol>): Promise<Outcome<Enrolment, EnrolFault>> => {
    const made: (Enrolment & { readonly unit: string })[] = [];
    const done = await write(async (trx): Promise<Outcome<Enrolment, EnrolFault>> => {
      const token = await tokens.find(trx, message.token);
      if (token === undefined) return fail('badToken');
      const known = await devices.findByKey(trx, message.deviceKey);
      if (known !== undefined)
        return known.state === 'revoked' ? fail('revoked') : ok({ device: known.id, state: known.state });
      if (!tokens.usable(token)) return fail('badToken');
      const device = newId();
      const state = token.needs_approval === 1 ? 'awaiting-approval' : 'active';
      await tokens.use(trx, token);
      const where = await placeOf(trx, token, message);
      const { unit } = where.place;
      await devices.insert(trx, {
        id: device,
        deviceKey: message.deviceKey,
        private: message.private,
        facts: message.facts,
        state,
        token: token.id,
        ...where,
      });
      await audit.record(trx, actorOf(token.name), {
        action: 'enrol-device',
        subject: device,
        unit,
        body: { token: token.id, state, unit, placedBy: where.place.set_by ?? 'token' },
      });
      made.push({ device, state, unit });
      return ok({ device, state });
    });
    // A write that was tried twice told twice what it made; only the last one is there.
    const last = made.at(-1);
    if (done.ok && last?.device === done.value.device) ports.enrolled(last);
    return done;
  };
}
