import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GuardBasis } from '#agent/guard/basis.ts';
import { startAgent } from '#agent/main.ts';
import type { GuardOptions } from '#agent/running-agent.ts';
import type { ExecGuardOptions } from '#platform/exec-guard/options.ts';
import { silentLog } from '#runtime/log.ts';
import { clockSetTo } from '#test/kit/fake-clock.ts';
import type { FakeGuard } from '#test/kit/fake-guard.ts';
import { FakePlatform, telegramFile } from '#test/kit/fake-platform.ts';
import { ban, monday } from '#test/kit/policy-builder.ts';
import { until } from '#test/kit/system-under-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { TinyServer } from '#test/kit/tiny-server.ts';

/** Hears how its guard is asked for, and in which order things end. */
class Machine extends FakePlatform {
  readonly asked: ExecGuardOptions[] = [];
  readonly ended: string[] = [];

  constructor() {
    super();
    this.guard.set({ kind: 'off' });
    for (const [name, one] of [
      ['guard', this.guard],
      ['processes', this.fakeProcesses],
    ] as const) {
      const end = one[Symbol.asyncDispose].bind(one);
      one[Symbol.asyncDispose] = () => {
        this.ended.push(name);
        return end();
      };
    }
  }
  override execGuard(options?: ExecGuardOptions): Promise<FakeGuard> {
    if (options !== undefined) this.asked.push(options);
    return Promise.resolve(this.guard);
  }
}

type Wishes = {
  readonly platform: Machine;
  readonly server: TinyServer;
  readonly folder: string;
  readonly mode?: 'system' | 'user';
  readonly guard?: GuardOptions;
};

const start = ({ folder, guard, mode = 'system', platform, server }: Wishes) =>
  startAgent({
    installRoot: {
      mode,
      state: join(folder, 'state'),
      run: join(folder, 'run'),
      config: join(folder, 'config'),
    },
    platform,
    log: silentLog,
    clock: clockSetTo(monday),
    random: () => 0,
    ...(guard === undefined ? {} : { guard }),
    settings: { server: server.url, token: server.token },
  });

const levels = (server: TinyServer): readonly (string | undefined)[] =>
  server.heard.flatMap((one) =>
    one.type === 'release-applied' ? [one.truth.find(({ channel }) => channel === 'native')?.level] : [],
  );

describe('an agent with a start guard', () => {
  it('asks for one guard, says so to the server, and ends it before what would stop its programs', async () => {
    await using server = await TinyServer.open({ bans: [ban()] });
    using folder = tempFolder();
    const platform = new Machine();
    const agent = await start({ platform, server, folder: folder.path, guard: { only: ['/mnt/scratch'] } });
    await until('the guard to be claimed', () => levels(server).includes('denied-before-start'));
    expect(platform.asked).toMatchObject([
      { folder: join(folder.path, 'state/guard'), only: ['/mnt/scratch'] },
    ]);
    expect(platform.asked[0]?.protectedPaths).toEqual(
      expect.arrayContaining(['/usr/lib/systemd/', '/usr/bin/bash', process.execPath]),
    );
    const hello = server.heard.find((one) => one.type === 'hello');
    expect(hello).toMatchObject({ capabilities: expect.arrayContaining(['guard-fanotify']) });
    await agent.stop();
    expect(platform.ended).toEqual(['guard', 'processes']);
    // A guard that says something after that finds nobody.
    platform.guard.deny({ path: '/usr/bin/telegram-desktop', identity: { evidence: [] } });
    platform.guard.set({ kind: 'gap', why: 'late' });
  });

  it.each([
    ['that was given none', { mode: 'system' }],
    ['of one person', { mode: 'user', guard: {} }],
  ] as const)('asks for none where it is one %s', async (_, wishes) => {
    await using server = await TinyServer.open({ bans: [ban()] });
    using folder = tempFolder();
    const platform = new Machine();
    const agent = await start({ platform, server, folder: folder.path, ...wishes });
    await until('the policy to be applied', () => levels(server).length > 0);
    expect(platform.asked).toEqual([]);
    expect(agent.status()).not.toHaveProperty('guard');
    expect(levels(server)).not.toContain('denied-before-start');
    expect(server.heard.find((one) => one.type === 'hello')).toMatchObject({
      capabilities: expect.not.arrayContaining(['guard-fanotify']),
    });
    await agent.stop();
  });

  it('says of a system without one why, and no capability', async () => {
    await using server = await TinyServer.open({ bans: [ban()] });
    using folder = tempFolder();
    const platform = new Machine();
    platform.guard.set({ kind: 'unsupported', why: 'this kernel does not ask' });
    const agent = await start({ platform, server, folder: folder.path, guard: {} });
    await until('the policy to be applied', () => levels(server).length > 0);
    expect(levels(server)).toEqual(['stopped-after-start']);
    expect(platform.guard.bases).toEqual([]);
    expect(agent.status().guard).toEqual({ kind: 'unsupported', why: 'this kernel does not ask' });
    expect(server.heard.find((one) => one.type === 'hello')).toMatchObject({
      capabilities: expect.not.arrayContaining(['guard-fanotify']),
    });
    await agent.stop();
  });

  it('after a restart without a server judges starts by the policy that it holds', async () => {
    const server = await TinyServer.open({ bans: [ban()] });
    using folder = tempFolder();
    const first = await start({ platform: new Machine(), server, folder: folder.path, guard: {} });
    await until('the guard to be claimed', () => levels(server).includes('denied-before-start'));
    await first.stop();
    await server[Symbol.asyncDispose]();
    const platform = new Machine();
    const second = await start({ platform, server, folder: folder.path, guard: {} });
    const basis = platform.guard.bases.at(-1) as GuardBasis | undefined;
    expect(basis?.policy).toMatchObject({ release: 1, bans: [{ ban: { id: 'telegram-ban' } }] });
    expect(basis?.accounts.map(({ name }) => name)).toEqual(['kari', 'ola']);
    await second.stop();
  });

  it('says of a program whether its start is refused', async () => {
    await using server = await TinyServer.open({ bans: [ban()] });
    using folder = tempFolder();
    const platform = new Machine();
    const path = '/usr/bin/env';
    platform.identifier.files.set(path, telegramFile());
    const agent = await start({ platform, server, folder: folder.path, guard: {} });
    await until('the guard to be claimed', () => levels(server).includes('denied-before-start'));
    const explain = async (of: string) => {
      const answer = await agent.services.explain({ uid: 1000, account: 'kari' }, of);
      return answer.ok ? answer.value : undefined;
    };
    expect(await explain(path)).toMatchObject({ decisions: [{ effect: 'block' }], refused: true });
    expect(await explain('/usr/bin/cat')).not.toHaveProperty('refused');
    platform.guard.set({ kind: 'gap', why: 'it did not answer' });
    expect(await explain(path)).not.toHaveProperty('refused');
    await agent.stop();
  });
});
