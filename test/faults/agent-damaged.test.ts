import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startAgent } from '#agent/main.ts';
import { StateDamaged } from '#agent/state/state-fault.ts';
import { silentLog } from '#runtime/log.ts';
import { clockSetTo } from '#test/kit/fake-clock.ts';
import { FakePlatform, telegramFile, telegramPath } from '#test/kit/fake-platform.ts';
import { ban, monday } from '#test/kit/policy-builder.ts';
import { until } from '#test/kit/system-under-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { TinyServer } from '#test/kit/tiny-server.ts';

async function stage(folder: string, server: TinyServer, onEnd?: () => void) {
  const platform = new FakePlatform();
  const clock = clockSetTo(monday);
  platform.identifier.files.set(telegramPath, telegramFile());
  const agent = await startAgent({
    installRoot: {
      mode: 'system',
      state: join(folder, 'state'),
      run: join(folder, 'run'),
      config: join(folder, 'config'),
    },
    platform,
    log: silentLog,
    clock: { ...clock, after: (ms, call) => clock.after(Math.min(ms, 50), call) },
    ...(onEnd === undefined ? {} : { onEnd }),
    random: () => 0,
    settings: { server: server.url, token: server.token },
  });
  return { agent, platform };
}
const setAsideIn = (folder: string): readonly string[] =>
  readdirSync(join(folder, 'state')).filter((name) => name.includes('damaged'));
/** Writes over everything after the first pages, so that the file opens and its content is rubbish. */
function damage(folder: string): void {
  const path = join(folder, 'state/state.sqlite');
  const bytes = readFileSync(path);
  bytes.fill(0x5a, 100);
  writeFileSync(path, bytes);
}

describe('an agent whose state is damaged', () => {
  it('while it was off, stays a member, gets its policy again, and says so', async () => {
    using folder = tempFolder();
    await using server = await TinyServer.open({ bans: [ban()] });
    const first = await stage(folder.path, server);
    await until('a release', () => first.agent.status().release === 1);
    await first.agent.stop();
    damage(folder.path);
    const second = await stage(folder.path, server);
    await until('a release', () => second.agent.status().release === 1);
    expect(setAsideIn(folder.path).length).toBeGreaterThan(0);
    expect(server.heard.filter(({ type }) => type === 'enrol')).toHaveLength(1);
    await until('the fault is told', () =>
      [...server.events.values()].some(({ body }) => body.type === 'fault' && body.code === 'state-damaged'),
    );
    await second.agent.stop();
  });

  it('while it runs and without a server, goes on enforcing from memory', async () => {
    using folder = tempFolder();
    const server = await TinyServer.open({ bans: [ban()] });
    const { agent, platform } = await stage(folder.path, server);
    await until('a release', () => agent.status().release === 1);
    await server[Symbol.asyncDispose]();
    // SQLite meets damage only where it reads, and it has read everything by now: a step says that it met it.
    const { identifier } = platform;
    const quick = identifier.quick.bind(identifier);
    identifier.quick = () => {
      identifier.quick = quick;
      throw new StateDamaged('database disk image is malformed');
    };
    platform.fakeProcesses.start({ exe: '/usr/bin/true', uid: 1000 });
    await until('the file was set aside', () => setAsideIn(folder.path).length > 0);
    await until('the agent is back', () =>
      agent.status().faults.some(({ code }) => code === 'state-damaged'),
    );
    expect(agent.status().counts.bans).toBe(1);
    const process = platform.fakeProcesses.start({ exe: telegramPath, uid: 1001 });
    await until('it was stopped', () => !platform.fakeProcesses.alive(process));
    await until('and told', () => agent.services.notices('ola').length === 1);
    await agent.stop();
  });

  it.each([
    ['goes on when a fresh start fails at first', 2],
    ['ends where no fresh start succeeds: it never lives on without enforcing', Infinity],
  ])('%s', async (_, failures) => {
    using folder = tempFolder();
    await using server = await TinyServer.open({ bans: [ban()] });
    const ended = Promise.withResolvers<boolean>();
    const { agent, platform } = await stage(folder.path, server, () => ended.resolve(true));
    await until('a release', () => agent.status().release === 1);
    const { identifier } = platform;
    const quick = identifier.quick.bind(identifier);
    let left = failures;
    const sessions = platform.sessions.bind(platform);
    platform.sessions = () => {
      left -= 1;
      return left >= 0 ? Promise.reject(new Error('the disk is gone')) : sessions();
    };
    identifier.quick = () => {
      identifier.quick = quick;
      throw new StateDamaged('database disk image is malformed');
    };
    platform.fakeProcesses.start({ exe: '/usr/bin/true', uid: 1000 });
    const isBack = until('it is back', () => left < 0 && agent.status().release === 1);
    expect(await Promise.race([ended.promise, isBack.catch(() => undefined)])).toBe(true);
    expect(left < 0).toBe(failures === 2);
    await agent.stop();
  });
});
