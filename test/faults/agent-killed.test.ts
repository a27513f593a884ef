import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { Ban } from '#policy/ban.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { until } from '#test/kit/system-under-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { TinyServer } from '#test/kit/tiny-server.ts';

type Look = { readonly running: boolean; readonly notices: readonly string[] };

class KilledAgent implements AsyncDisposable {
  readonly folder = tempFolder();
  readonly server: TinyServer;
  #child: ChildProcess | undefined;

  private constructor(server: TinyServer) {
    this.server = server;
  }
  static async open(bans: readonly Ban[], machine: 'running' | 'gone'): Promise<KilledAgent> {
    const one = new KilledAgent(await TinyServer.open({ bans }));
    writeFileSync(join(one.folder.path, 'machine'), machine);
    return one;
  }

  /** Starts the agent; it ends itself at `point`. */
  start(point = ''): void {
    const { folder, server } = this;
    this.#child = fork(
      join(import.meta.dirname, 'agent-child.ts'),
      [folder.path, server.url, server.token, point],
      { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
    );
  }
  async say(word: 'start' | 'stop'): Promise<void> {
    this.#child?.send(word);
    if (word === 'stop') await this.killed();
  }
  async killed(): Promise<NodeJS.Signals | number | null> {
    const child = this.#child;
    if (child === undefined) return null;
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.signalCode ?? child.exitCode;
  }
  async look(): Promise<Look> {
    const child = this.#child;
    if (child === undefined) throw new Error('no agent');
    child.send('look');
    for (;;) {
      const [answer] = (await once(child, 'message')) as [unknown];
      if (typeof answer === 'object' && answer !== null) return answer as Look;
    }
  }
  applied(times: number): Promise<unknown> {
    return until('the policy is applied', () => {
      const found = this.server.heard.filter(({ type }) => type === 'release-applied');
      return found.length >= times ? found : undefined;
    });
  }
  hits(): readonly string[] {
    return [...this.server.events.values()].flatMap(({ body }) => (body.type === 'hit' ? [body.action] : []));
  }
  /** Hits that were counted as repeats. */
  repeats(): unknown {
    const db = new DatabaseSync(join(this.folder.path, 'state/state.sqlite'));
    try {
      return db.prepare('SELECT count(*) AS n FROM journal_repeats').get()?.['n'];
    } finally {
      db.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child?.connected === true) this.#child.kill('SIGKILL');
    await this.killed();
    await this.server[Symbol.asyncDispose]();
    this.folder[Symbol.dispose]();
  }
}

const stopPoints = [
  'before-intent',
  'intent-written',
  'intent-kept',
  'signal-noted',
  'signal-sent',
  'stop-done',
  'before-result',
  'result-written',
  'result-kept',
];
const tellPoints = ['before-telling', 'notice-posted', 'before-telling-kept', 'telling-kept'];

describe('an agent that is killed', () => {
  it.each(stopPoints)('at %s of a stop at once loses nothing and doubles nothing', async (point) => {
    await using agent = await KilledAgent.open([ban()], 'gone');
    agent.start(point);
    await agent.applied(1);
    await agent.say('start');
    expect(await agent.killed()).toBe('SIGKILL');
    agent.start();
    await until('the hit', async () => {
      const { running } = await agent.look();
      return !running && agent.hits().length > 0;
    });
    const { notices } = await agent.look();
    await agent.say('stop');
    expect(agent.hits()).toEqual(['stopped']);
    expect(agent.repeats()).toBe(0);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(/^(block|closing) 1$/);
  });

  it.each(stopPoints)('at %s of a stop with countdown loses nothing and doubles nothing', async (point) => {
    await using agent = await KilledAgent.open([ban()], 'running');
    agent.start(point);
    expect(await agent.killed()).toBe('SIGKILL');
    agent.start();
    await until('the hit', async () => {
      const { running } = await agent.look();
      return !running && agent.hits().length > 0;
    });
    const { notices } = await agent.look();
    await agent.say('stop');
    expect(agent.hits()).toEqual(['stopped']);
    expect(agent.repeats()).toBe(0);
    expect(notices).toEqual(['closing 1']);
  });

  it.each(tellPoints)('at %s of a warning loses nothing and doubles nothing', async (point) => {
    await using agent = await KilledAgent.open([ban({ effect: 'warn' })], 'running');
    agent.start(point);
    expect(await agent.killed()).toBe('SIGKILL');
    agent.start();
    await until('the hit', async () => {
      await agent.look();
      return agent.hits().length > 0;
    });
    const { notices, running } = await agent.look();
    await agent.say('stop');
    expect(running).toBe(true);
    expect(agent.hits()).toEqual(['warned']);
    expect(agent.repeats()).toBe(0);
    expect(notices).toEqual(['warn 1']);
  });
});
