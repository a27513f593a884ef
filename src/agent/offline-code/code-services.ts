import type { State } from '#agent/state/port.ts';
import type { EffectivePolicy } from '#policy/effective.ts';
import { mayUseCode } from '#policy/exemption-in-force.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { EventBody } from '#protocol/event.ts';
import type { LocalFaultCode, OfflineChallenge, OfflineOutcome } from '#protocol/tray-agent.ts';
import type { Clock } from '#runtime/clock.ts';
import type { OfflineCodes } from './port.ts';
import { createTimeKeeper } from './time-keeper.ts';

export type CodeServiceParts = {
  readonly state: State;
  readonly codes: OfflineCodes;
  readonly clock: Clock;
  readonly record: (body: EventBody) => void;
  readonly policyIn: () => EffectivePolicy | undefined;
  readonly device: () => string | undefined;
  readonly hostName: () => string;
  readonly isPerson: (account: string) => boolean;
  /** Keeps the signed time that was reached, so that a power cut does not lengthen what was won. */
  readonly saveTime: () => void;
  /** A code was accepted: programs are to be judged anew. */
  readonly accepted: () => void;
};

/** The two verbs of the tray door. What goes wrong with the disk is thrown; the door's room knows what to say of it. */
export interface CodeServices extends Disposable {
  challenge(account: string, ban: string): Outcome<OfflineChallenge, LocalFaultCode>;
  redeem(account: string, ban: string, code: string): Outcome<OfflineOutcome, LocalFaultCode>;
}

export function createCodeServices(parts: CodeServiceParts): CodeServices {
  const { clock, codes, record, saveTime, state } = parts;
  const isActing = (): boolean => codes.inForce().length > 0;
  const timeKeeper = createTimeKeeper({ clock, isActing, save: saveTime });
  timeKeeper.watch();
  /** The device, where this account may use a code for this ban. */
  const deviceFor = (account: string, ban: string): Outcome<string, LocalFaultCode> => {
    const policy = parts.policyIn();
    const effective = policy?.bans.find((one) => one.ban.id === ban);
    if (policy === undefined || effective === undefined || !effective.forThisDevice)
      return fail('unknown-ban');
    if (!mayUseCode(effective, policy)) return fail('code-not-allowed');
    if (!parts.isPerson(account)) return fail('not-a-person');
    const device = parts.device();
    if (device === undefined || codes.fingerprint(device) === undefined) return fail('code-not-possible');
    return ok(device);
  };
  return {
    challenge: (account, ban) => {
      const device = deviceFor(account, ban);
      if (!device.ok) return device;
      return ok({
        ...codes.challenge({ account, ban }),
        hostName: parts.hostName(),
        device: device.value,
      });
    },
    redeem: (account, ban, code) => {
      const device = deviceFor(account, ban);
      if (!device.ok) return device;
      return state.transaction(() => {
        const done = codes.redeem(device.value, { account, ban }, code);
        if (!('challenge' in done)) return ok(done.result);
        const { at, challenge, result } = done;
        const who = parts.policyIn()?.class === 'service' ? { account } : {};
        record({ type: 'offline-code-used', ban, challenge, ...who, at, until: result.until });
        saveTime();
        state.afterCommit(() => {
          timeKeeper.watch();
          parts.accepted();
        });
        return ok(result);
      });
    },
    [Symbol.dispose]: () => timeKeeper[Symbol.dispose](),
  };
}
