import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AgentStatus } from '#protocol/tray-agent.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { top, until } from '#test/kit/system-under-test.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { TinyServer } from '#test/kit/tiny-server.ts';

const canMount = canRunAsRoot('full-disk', { programs: ['/usr/bin/unshare'] });

/** Takes its listeners away at the end of a block. */
class Listening extends AbortController implements Disposable {
  [Symbol.dispose](): void {
    this.abort();
  }
}

/** The agent of `full-disk-child.ts`, on a disk of its own that nobody else sees. */
class AgentOnSmallDisk implements AsyncDisposable {
  readonly #child: ChildProcess;
  constructor(disk: string, server: TinyServer) {
    const program = new URL('full-disk-child.ts', import.meta.url).pathname;
    const script = 'set -e; mount -t tmpfs -o size=4m none "$1"; exec "$2" "$3" "$1" "$4" "$5"';
    this.#child = spawn(
      '/usr/bin/unshare',
      ['-m', 'sh', '-c', script, 'sh', disk, process.execPath, program, server.url, server.token],
      { cwd: top, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
    );
  }
  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }
  async ready(): Promise<void> {
    await once(this.#child, 'message');
  }
  async ask(wanted: 'fill' | 'empty' | 'status'): Promise<unknown> {
    using listening = new Listening();
    const { signal } = listening;
    const ended = once(this.#child, 'exit', { signal }).then(() => {
      throw new Error('the agent ended');
    });
    ended.catch(() => undefined);
    this.#child.send(wanted);
    const said = once(this.#child, 'message', { signal });
    said.catch(() => undefined);
    const [{ answer }] = (await Promise.race([said, ended])) as [{ answer?: unknown }];
    return answer;
  }
  async status(): Promise<AgentStatus> {
    return (await this.ask('status')) as AgentStatus;
  }
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.alive) return;
    this.#child.send('stop');
    await once(this.#child, 'exit');
  }
}

describe.skipIf(!canMount)('a disk that fills while a session is open', () => {
  it('does not end the agent: it says so, keeps what it holds, and takes the rest when there is room', async () => {
    using folder = tempFolder();
    const disk = join(folder.path, 'disk');
    mkdirSync(disk);
    await using server = await TinyServer.open({ bans: [ban()] });
    await using agent = new AgentOnSmallDisk(disk, server);
    await agent.ready();
    await until('a release', async () => (await agent.status()).release === 1);
    await agent.ask('fill');
    let look = 0;
    await until('the disk is felt', async () => {
      // The log of the database still has room for some of them.
      const looks = Array.from({ length: 200 }, () => {
        look += 1;
        return { id: look.toString(16).padStart(32, '0'), at: 1, operator: 'o'.repeat(50), what: 'device' };
      });
      server.send({ type: 'looks', looks });
      return (await agent.status()).faults.some(({ code }) => code === 'state-not-writable');
    });
    server.publish([ban({ id: 'second-ban' })]);
    const sessions = (): number => server.heard.filter(({ type }) => type === 'hello').length;
    await until('it has tried again', () => sessions() >= 3);
    expect(await agent.status()).toMatchObject({ release: 1, counts: { bans: 1 } });
    await agent.ask('empty');
    await until('the release after it', async () => (await agent.status()).release === 2);
    await until('a session that lasts', async () => (await agent.status()).server.connected);
    expect(agent.alive).toBe(true);
  });
});
