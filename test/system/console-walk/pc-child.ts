import { startAgent } from '#agent/main.ts';
import type { DeviceIdentityReader } from '#platform/device-identity/port.ts';
import { createLocalEndpoint } from '#platform/local-endpoint/linux.ts';
import type { LocalEndpoint } from '#platform/local-endpoint/port.ts';
import { ok } from '#policy/outcome.ts';
import { silentLog } from '#runtime/log.ts';
import { JourneyClock } from '#test/journeys/journey-clock.ts';
import { asInstalled, telegramFromDebian } from '#test/journeys/programs.ts';
import { settled } from '#test/kit/fake-clock.ts';
import { FakePlatform } from '#test/kit/fake-platform.ts';
import { answerParent } from './told-child.ts';

/** A PC of the walk. */
export type PcWishes = {
  /** With `state`, `run` and `config` in it. */
  readonly folder: string;
  readonly server: string;
  readonly token: string;
  readonly hostName: string;
  readonly account: string;
  readonly begin: number;
};

const wishes = JSON.parse(process.argv[2] ?? '') as PcWishes;
const { account, begin, folder, hostName, server, token } = wishes;
const uid = process.geteuid?.() ?? 0;

/** A fake machine with a real door and a name of its own. */
class Machine extends FakePlatform {
  override localEndpoint(): Promise<LocalEndpoint> {
    return Promise.resolve(createLocalEndpoint());
  }
  override async deviceIdentity(): Promise<DeviceIdentityReader> {
    const reader = await super.deviceIdentity();
    return {
      read: async () => {
        const told = await reader.read();
        return told.ok ? ok({ ...told.value, hostName, model: 'ThinkCentre M70q' }) : told;
      },
    };
  }
}

const root = {
  mode: 'system',
  state: `${folder}/state`,
  run: `${folder}/run`,
  config: `${folder}/config`,
} as const;
const platform = new Machine(root);
platform.people = [{ name: account, uid, gid: uid, home: `/home/${account}` }];
const clock = new JourneyClock(begin);
const telegram = telegramFromDebian();
platform.identifier.files.set(telegram.path, telegram.file);
const agent = await startAgent({
  installRoot: root,
  platform,
  log: silentLog,
  clock,
  random: () => 0,
  settings: { server, token },
});

/** Whatever the agent was about to do at this moment is done. */
async function rest(): Promise<void> {
  await settled();
  await agent.services.rescan();
}

answerParent(
  {
    moveTo: async (instant: number) => {
      clock.moveTo(instant);
      await rest();
    },
    status: () => agent.status(account),
    install: () => platform.apps.set([asInstalled(telegram, account, clock.now())]),
    /** Starts Telegram and tells whether the agent let it run. */
    canUseTelegram: async () => {
      const started = platform.fakeProcesses.start({
        exe: telegram.path,
        uid,
        startedAt: clock.now(),
        ...(telegram.file.stamp === undefined ? {} : { stamp: telegram.file.stamp }),
      });
      await rest();
      const runs = platform.fakeProcesses.alive(started);
      platform.fakeProcesses.close(started);
      return runs;
    },
  },
  'ready',
);
