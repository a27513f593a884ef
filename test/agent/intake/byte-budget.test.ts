import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startAgent } from '#agent/main.ts';
import { limits } from '#protocol/limits.ts';
import { silentLog } from '#runtime/log.ts';
import { FakeClock, settled } from '#test/kit/fake-clock.ts';
import { FakePlatform } from '#test/kit/fake-platform.ts';
import { ban, monday } from '#test/kit/policy-builder.ts';
import { until } from '#test/kit/system-under-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { TinyServer } from '#test/kit/tiny-server.ts';

/** What TLS 1.3 adds to a record, and IPv6 and TCP with timestamps to a packet: a small frame is one of each. */
const overheadPerWrite = 22 + 40 + 32;
const budget = 20 * 1024;

/** Carries bytes between agent and server, and counts the agent's. */
class CountingWire implements AsyncDisposable {
  bytes = 0;
  writes = 0;
  readonly #server: Server;
  private constructor(server: Server) {
    this.#server = server;
  }
  static async open(port: number): Promise<CountingWire> {
    const server = createServer();
    const wire = new CountingWire(server);
    server.on('connection', (agent) => {
      const upstream = connect(port, '127.0.0.1');
      agent.on('data', (chunk) => {
        wire.bytes += chunk.length;
        wire.writes += 1;
        upstream.write(chunk);
      });
      upstream.pipe(agent);
      agent.on('close', () => upstream.destroy());
      upstream.on('close', () => agent.destroy());
      agent.on('error', () => upstream.destroy());
      upstream.on('error', () => agent.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return wire;
  }
  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

describe('the byte budget', () => {
  it('of an idle hour holds with pings from both sides, TLS and TCP', async () => {
    using folder = tempFolder();
    const server = await TinyServer.open({ bans: [ban()] });
    const wire = await CountingWire.open(Number(new URL(server.url).port));
    const clock = new FakeClock(monday);
    const agent = await startAgent({
      installRoot: {
        mode: 'system',
        state: `${folder.path}/state`,
        run: `${folder.path}/run`,
        config: `${folder.path}/config`,
      },
      platform: new FakePlatform(),
      log: silentLog,
      clock,
      random: () => 0,
      settings: { server: wire.url, token: server.token },
    });
    await until('the policy is applied', async () => {
      await clock.advance(1);
      return server.heard.some(({ type }) => type === 'release-applied');
    });
    await settled();
    const before = { bytes: wire.bytes, writes: wire.writes };
    const pongs = new Set<number>();
    for (let second = 0; second < 3_600; second += limits.pingSeconds / 2) {
      // The server's ping, half a period apart from the agent's own look at the link: the dearest order of the two.
      for (const socket of server.sockets) {
        socket.once('pong', () => pongs.add(second));
        socket.ping();
      }
      await until('the pong', () => pongs.has(second));
      await clock.advance((limits.pingSeconds / 2) * 1_000);
      await settled();
    }
    const bytes = wire.bytes - before.bytes;
    const writes = wire.writes - before.writes;
    expect(agent.status().server.connected).toBe(true);
    expect(writes).toBeGreaterThanOrEqual(pongs.size);
    expect(bytes + writes * overheadPerWrite).toBeLessThanOrEqual(budget);
    await agent.stop();
    await server[Symbol.asyncDispose]();
    await wire[Symbol.asyncDispose]();
  });

  it('is kept by an agent whose server is silent: it asks, and gives up in time', async () => {
    using folder = tempFolder();
    const server = await TinyServer.open({ bans: [ban()] });
    const clock = new FakeClock(monday);
    const agent = await startAgent({
      installRoot: {
        mode: 'system',
        state: `${folder.path}/state`,
        run: `${folder.path}/run`,
        config: `${folder.path}/config`,
      },
      platform: new FakePlatform(),
      log: silentLog,
      clock,
      random: () => 1,
      settings: { server: server.url, token: server.token },
    });
    await until('the session', async () => {
      await clock.advance(1);
      return agent.status().server.connected;
    });
    // The server's process hangs: it reads nothing and answers nothing.
    for (const socket of server.sockets) socket.pause();
    await clock.advance((3 * limits.pingSeconds + 1) * 1_000);
    await until('the agent gave up', () => !agent.status().server.connected);
    expect(agent.status().server.why).toBe('nothing was heard for too long');
    await agent.stop();
    await server[Symbol.asyncDispose]();
  });
});
