import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { startAgent } from '#agent/main.ts';
import { closeCodes } from '#protocol/close-codes.ts';
import type { Clock } from '#runtime/clock.ts';
import { silentLog } from '#runtime/log.ts';
import { clockSetTo } from '#test/kit/fake-clock.ts';
import { FakePlatform, telegramFile, telegramPath } from '#test/kit/fake-platform.ts';
import { ban, monday } from '#test/kit/policy-builder.ts';
import { until } from '#test/kit/system-under-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { TinyServer } from '#test/kit/tiny-server.ts';

type Wait = { readonly ms: number; readonly call: () => void };

/** The real clock, except that waits of more than five seconds end only when the test says so. */
class PatientClock implements Clock {
  readonly waits = new Set<Wait>();
  readonly #real = clockSetTo(monday);
  now = (): number => this.#real.now();
  monotonic = (): number => this.#real.monotonic();
  after(ms: number, call: () => void): Disposable {
    if (ms <= 5_000) return this.#real.after(ms, call);
    const wait = { ms, call };
    this.waits.add(wait);
    return { [Symbol.dispose]: () => void this.waits.delete(wait) };
  }
}

async function stage() {
  const folder = tempFolder();
  const platform = new FakePlatform();
  platform.identifier.files.set(telegramPath, telegramFile());
  const clock = new PatientClock();
  const hostile: { take?: ((socket: WebSocket) => void) | undefined } = {};
  const server = await TinyServer.open({
    bans: [ban()],
    seize: (socket) => {
      hostile.take?.(socket);
      return hostile.take !== undefined;
    },
  });
  const agent = await startAgent({
    installRoot: {
      mode: 'system',
      state: join(folder.path, 'state'),
      run: join(folder.path, 'run'),
      config: join(folder.path, 'config'),
    },
    platform,
    log: silentLog,
    clock,
    random: () => 0,
    settings: { server: server.url, token: server.token },
  });
  const sessions = (): number => server.heard.filter(({ type }) => type === 'hello').length;
  await until('the release is applied', () => server.heard.find(({ type }) => type === 'release-applied'));
  return {
    ...{ agent, clock, hostile, platform, server, sessions },
    /** Every connection from now on is the test's. */
    seize: (take: (socket: WebSocket) => void) => {
      hostile.take = take;
      server.drop();
    },
    stops: async () => {
      const program = platform.fakeProcesses.start({ exe: telegramPath, startedAt: clock.now() });
      await until('the program is gone', () => !platform.fakeProcesses.alive(program));
    },
    async [Symbol.asyncDispose]() {
      await agent.stop();
      await server[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

describe('an agent whose server is hostile', () => {
  it('heeds nothing that comes after it has closed', async () => {
    await using world = await stage();
    const [socket] = world.server.sockets;
    const look = { id: '0'.repeat(32), at: monday, operator: 'nobody', what: 'device' };
    const code = await new Promise((resolve) => {
      socket?.on('close', resolve);
      socket?.send('{');
      socket?.send(JSON.stringify({ type: 'looks', looks: [look] }));
    });
    expect(code).toBe(closeCodes.malformed.code);
    await until('it is back', () => world.sessions() === 2 && world.agent.status().server.connected);
    expect(world.agent.services.ledger('kari').entries.some(({ kind }) => kind === 'look')).toBe(false);
  });

  it('can be sent away for a day, and enforces all the same', async () => {
    await using world = await stage();
    let visits = 0;
    world.seize((socket) => {
      visits += 1;
      socket.send(JSON.stringify({ type: 'retry', afterSeconds: 86_400 }));
    });
    const wait = await until('it waits', () => [...world.clock.waits].find(({ ms }) => ms === 86_400_000));
    await world.stops();
    expect(visits).toBe(1);
    expect(world.agent.status().server).toMatchObject({
      connected: false,
      why: 'the server asked to come back later',
    });
    world.hostile.take = undefined;
    wait.call();
    await until('it is back', () => world.agent.status().server.connected);
    expect(world.sessions()).toBe(2);
  });

  it('keeps one appointment to go elsewhere, which ends with the connection', async () => {
    await using world = await stage();
    const before = new Set(world.clock.waits);
    for (let times = 0; times < 50; times += 1)
      world.server.send({ type: 'drain', reconnectWithinSeconds: 3_600 });
    // Answered in order: what was sent before has been dealt with.
    world.server.send({ type: 'preview', id: '0'.repeat(32), apps: ['telegram'] });
    await until('the answer', () => world.server.heard.find(({ type }) => type === 'preview-result'));
    const fresh = [...world.clock.waits].filter((wait) => !before.has(wait));
    expect(fresh.length).toBeLessThan(4);
    await world.stops();
    world.server.drop();
    await until('it is back', () => world.sessions() === 2 && world.agent.status().server.connected);
    const kept = fresh.filter((wait) => world.clock.waits.has(wait) && wait.ms < 3_600_001);
    for (const { call } of kept) call();
    await world.stops();
    expect(world.sessions()).toBe(2);
  });

  it('answers a preview for apps of the catalogue only', async () => {
    await using world = await stage();
    world.server.send({ type: 'preview', id: '0'.repeat(32), apps: ['made-up', 'telegram', 'made-up-too'] });
    const result = await until('the answer', () =>
      world.server.heard.find((one) => one.type === 'preview-result'),
    );
    expect(result.type === 'preview-result' && result.bits.map(({ app }) => app)).toEqual(['telegram']);
  });

  it('dates a look no later than now: the ledger keeps what it holds', async () => {
    await using world = await stage();
    const before = world.agent.services.ledger('kari').entries.length;
    const looks = Array.from({ length: 130 }, (_, at) => ({
      id: at.toString(16).padStart(32, '0'),
      at: 8_640_000_000_000_000,
      operator: 'nobody',
      what: 'device',
    }));
    world.server.send({ type: 'looks', looks });
    const { entries } = await until('the looks', () => {
      const ledger = world.agent.services.ledger('kari');
      return ledger.entries.some(({ kind }) => kind === 'look') ? ledger : undefined;
    });
    expect(entries).toHaveLength(before + looks.length);
    expect(entries.every(({ at }) => at < monday + 86_400_000)).toBe(true);
  });
});
