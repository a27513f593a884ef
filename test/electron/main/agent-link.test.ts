import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { serveDoors, type Doors } from '#agent/localapi/door.ts';
import { doorIn } from '#electron/main/agent-door.ts';
import { AgentLink } from '#electron/main/agent-link.ts';
import { DeskKeeper } from '#electron/main/desk-keeper.ts';
import { createLocalEndpoint } from '#platform/local-endpoint/linux.ts';
import { silentLog } from '#runtime/log.ts';
import { FakeServices, sampleNotice } from '#test/agent/localapi/fake-services.ts';
import { openStage, StillClock } from '#test/agent/localapi/stage.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { idOf, noticeOf } from './notices.ts';

const account = new FakeServices().nameOf(process.getuid?.() ?? -1);

/** A link over real sockets, with a clock that stands still: only the door's announcement, or the test, brings it back. */
class Stage implements AsyncDisposable {
  readonly #temp = tempFolder();
  readonly run = join(this.#temp.path, 'run');
  readonly services = new FakeServices();
  readonly clock = new StillClock();
  readonly keeper = new DeskKeeper();
  connections = 0;
  readonly #endpoint = createLocalEndpoint();
  #doors: Doors | undefined;
  readonly link = new AgentLink({
    door: doorIn(this.#endpoint, [this.run]),
    clock: this.clock,
    random: () => 1,
    onEvent: (event) => this.keeper.apply(event),
    onConnected: () => {
      this.connections += 1;
    },
  });

  get reach(): string {
    const { reach } = this.keeper.desk;
    return reach.state === 'lost' ? reach.why : reach.state;
  }
  async agentStarts(): Promise<void> {
    const { run: folder, services } = this;
    this.#doors = await serveDoors({
      endpoint: this.#endpoint,
      folder,
      services,
      log: silentLog,
      proofRequired: true,
    });
  }
  async agentEnds(): Promise<void> {
    await this.#doors?.[Symbol.asyncDispose]();
    this.#doors = undefined;
  }
  async [Symbol.asyncDispose](): Promise<void> {
    this.link[Symbol.dispose]();
    await this.agentEnds();
    this.#temp[Symbol.dispose]();
  }
}

describe.skipIf(process.platform !== 'linux')('the link to the agent', () => {
  it('subscribes first, then asks for everything, then hears what changes', async () => {
    await using at = new Stage();
    at.services.perAccount.set(account, [noticeOf(1)]);
    await at.agentStarts();
    await at.link.connect();
    expect([at.reach, at.connections, at.services.listeners]).toEqual(['connected', 1, 2]);
    expect(at.keeper.desk).toMatchObject({
      status: { agentVersion: `for ${account}` },
      notices: [{ id: idOf(1) }],
      requests: [{ request: { ban: 'telegram' } }],
    });
    at.services.perAccount.set(account, [noticeOf(2), noticeOf(1)]);
    at.services.tell(noticeOf(2), account);
    at.services.statusChanges();
    await vi.waitFor(() => expect(at.keeper.desk.notices).toHaveLength(2));
    await vi.waitFor(() => expect(at.keeper.desk.status?.release).toBeGreaterThan(1));
    expect(await at.link.request({ type: 'acknowledge', notice: idOf(2) })).toMatchObject({ ok: true });
  });

  it('says so where no agent runs, and comes as soon as its door appears', async () => {
    await using at = new Stage();
    mkdirSync(at.run, { mode: 0o700 });
    await at.link.connect();
    expect(at.reach).toBe('not-running');
    expect(await at.link.request({ type: 'status' })).toEqual({ ok: false, fault: { code: 'unreachable' } });
    await at.agentStarts();
    await vi.waitFor(() => {
      at.clock.pass(200);
      expect(at.reach).toBe('connected');
    });
  });

  it('sees the folder come too', async () => {
    await using at = new Stage();
    await at.link.connect();
    await at.agentStarts();
    await vi.waitFor(() => {
      at.clock.pass(200);
      expect(at.reach).toBe('connected');
    });
  });

  it('tells when the agent ends, keeps what it knew, and is there again after it', async () => {
    await using at = new Stage();
    at.services.perAccount.set(account, [sampleNotice()]);
    await at.agentStarts();
    await at.link.connect();
    at.clock.pass(5_000);
    await at.agentEnds();
    await vi.waitFor(() => expect(at.reach).toMatch(/^(ended|not-running)$/));
    expect(at.keeper.desk.reach).toMatchObject({ since: 5_000 });
    expect(at.keeper.desk.notices).toHaveLength(1);
    await at.agentStarts();
    await vi.waitFor(() => {
      at.clock.pass(200);
      expect(at.reach).toBe('connected');
    });
    expect(at.connections).toBe(2);
  });

  it('without an announcement asks after 1 s, 2 s, 4 s and at last every 5 minutes', async () => {
    const clock = new StillClock();
    const tried: number[] = [];
    using link = new AgentLink({
      door: {
        folders: [],
        dial: () => {
          tried.push(clock.now());
          return Promise.resolve({ ok: false, fault: { code: 'not-running' } });
        },
      },
      clock,
      random: () => 1,
      onEvent: () => undefined,
      onConnected: () => undefined,
    });
    await link.connect();
    for (let second = 0; second < 1_200; second += 1) {
      clock.pass(1_000);
      for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
    }
    const waits = tried.slice(1).map((at, index) => (at - (tried[index] ?? 0)) / 1_000);
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });

  it('waits longer and longer for an agent that ends each conversation at once', async () => {
    const clock = new StillClock();
    const real = await openStage({ clock });
    await using _house = real;
    const connected: number[] = [];
    let last: Disposable | undefined;
    using link = new AgentLink({
      door: {
        folders: [],
        dial: async () => {
          const client = await real.client(process.getuid?.() ?? 0);
          last = client;
          return { ok: true, value: client };
        },
      },
      clock,
      random: () => 1,
      onEvent: () => undefined,
      onConnected: () => connected.push(clock.now()),
    });
    await link.connect();
    const next = async (): Promise<number> => {
      const before = connected.length;
      last?.[Symbol.dispose]();
      await vi.waitFor(
        () => {
          clock.pass(1_000);
          expect(connected.length).toBe(before + 1);
        },
        { timeout: 20_000, interval: 10 },
      );
      return (connected.at(-1) ?? 0) - (connected.at(-2) ?? 0);
    };
    const waits = [await next(), await next(), await next(), await next(), await next(), await next()];
    expect(waits[5]).toBeGreaterThanOrEqual(32_000);
    // One that lasted is forgiven.
    clock.pass(60_000);
    const again = await next();
    expect(again - 60_000).toBeLessThan(32_000);
  });

  it('survives a system that faults while it dials', async () => {
    const reaches: string[] = [];
    using link = new AgentLink({
      door: { folders: [], dial: () => Promise.reject(new Error('EIO')) },
      clock: new StillClock(),
      random: () => 0,
      onEvent: (event) => {
        if (event.type === 'reach') reaches.push(event.reach.state);
      },
      onConnected: () => undefined,
    });
    await link.connect();
    expect(reaches).toEqual(['lost']);
  });

  it('goes on though whoever listens throws', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const clock = new StillClock();
    let dialled = 0;
    using link = new AgentLink({
      door: {
        folders: [],
        dial: () => {
          dialled += 1;
          return Promise.resolve({ ok: false, fault: { code: 'not-running' } });
        },
      },
      clock,
      random: () => 1,
      onEvent: () => {
        throw new Error('no panel');
      },
      onConnected: () => undefined,
    });
    await link.connect();
    clock.pass(1_000);
    await vi.waitFor(() => expect(dialled).toBe(2));
    expect(said).toHaveBeenCalled();
    said.mockRestore();
  });

  it.runIf(process.getuid?.() === 0)('asks nothing at a door that somebody else has put there', async () => {
    await using at = new Stage();
    const { chownSync } = await import('node:fs');
    mkdirSync(at.run, { mode: 0o755 });
    chownSync(at.run, 4_242, 4_242);
    const heard: string[] = [];
    await using _squatter = await squat(join(at.run, 'tray.sock'), heard);
    await at.link.connect();
    expect(at.reach).toBe('untrusted-owner');
    expect(heard).toEqual([]);
    rmSync(join(at.run, 'tray.sock'), { force: true });
  });
});

async function squat(path: string, heard: string[]): Promise<AsyncDisposable> {
  const server: Server = createServer((socket) => {
    heard.push('connected');
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
