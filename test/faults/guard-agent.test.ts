import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GuardState } from '#platform/exec-guard/port.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import type { StartStorm } from '#test/kit/start-storm.ts';
import { until } from '#test/kit/system-under-test.ts';
import type { AgentOrder } from './guard-agent-child.ts';
import { expectUnhindered, GuardPlace, GuardStage, isGone } from './guard-stage.ts';

const canRun = canRunAsRoot('guard-agent', { programs: ['/usr/bin/gcc'] });

type Said = { readonly state: GuardState; readonly pid: number };

/** An agent in a process of its own, whose guard refuses `banned`, while programs are started without end. */
class AgentWithGuard implements AsyncDisposable {
  readonly storm: StartStorm;
  readonly #child: ChildProcess;
  readonly #name: string;

  constructor(place: GuardPlace, name: string) {
    this.#name = name;
    this.storm = place.storm(name);
    const program = new URL('./guard-agent-child.ts', import.meta.url).pathname;
    this.#child = fork(program, [join(place.folder, 'guard'), place.mount], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
    });
  }
  get pid(): number {
    return this.#child.pid ?? 0;
  }
  async ask(order: AgentOrder): Promise<Said> {
    this.#child.send(order);
    const [said] = (await once(this.#child, 'message')) as [Said];
    return said;
  }
  /** The guard's pid, once it judges. */
  async guards(): Promise<number> {
    const { pid, state } = await this.ask({ do: 'judge', basis: { banned: ['banned'] } });
    expect(state.kind).toBe('guarding');
    await this.storm.goesOn();
    return pid;
  }
  async exitInOrder(): Promise<unknown> {
    const ended = once(this.#child, 'exit');
    this.#child.send({ do: 'exit' } satisfies AgentOrder);
    const [code] = (await ended) as [unknown];
    return code;
  }
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await ended;
    }
    await this.storm[Symbol.asyncDispose]();
    expectUnhindered(this.#name, this.storm.books());
  }
}

describe.skipIf(!canRun)('an agent that goes wrong', () => {
  let place: GuardPlace;
  beforeAll(() => {
    place = new GuardPlace();
  });
  afterAll(() => place[Symbol.dispose]());

  it('by SIGKILL takes its guard with it, and programs start', async () => {
    await using agent = new AgentWithGuard(place, 'agent SIGKILL');
    const guard = await agent.guards();
    expect(place.try('banned')).toMatchObject({ refused: 1 });
    process.kill(agent.pid, 'SIGKILL');
    await until('the guard ends', () => isGone(guard));
    expect(place.try('banned', 3)).toMatchObject({ started: 3 });
    await agent.storm.goesOn();
  });

  it('by SIGKILL while its guard is stopped takes that with it too', async () => {
    await using agent = new AgentWithGuard(place, 'both');
    const guard = await agent.guards();
    process.kill(guard, 'SIGSTOP');
    process.kill(agent.pid, 'SIGKILL');
    await until('the guard ends', () => isGone(guard));
    expect(place.try('banned', 3)).toMatchObject({ started: 3 });
    await agent.storm.goesOn();
  });

  it('by SIGSTOP leaves a guard that goes on, and takes it up again', async () => {
    await using agent = new AgentWithGuard(place, 'agent SIGSTOP');
    const guard = await agent.guards();
    process.kill(agent.pid, 'SIGSTOP');
    // More than the pipe between them takes: the guard waits for nobody.
    const { storm } = agent;
    const stopped = performance.now();
    await until('three seconds of starts', () => performance.now() > stopped + 3_000);
    await storm.goesOn();
    expect(place.try('banned', 3)).toMatchObject({ started: 0, refused: 3 });
    process.kill(agent.pid, 'SIGCONT');
    await storm.goesOn(200);
    expect(await agent.guards()).toBe(guard);
  });

  it('whose main thread hangs leaves a guard that goes on and is watched', async () => {
    await using agent = new AgentWithGuard(place, 'agent busy');
    const guard = await agent.guards();
    const busy = agent.ask({ do: 'busy', ms: 4_000 });
    process.kill(guard, 'SIGSTOP');
    await until('the guard is ended', () => isGone(guard));
    await until('its successor refuses', () => place.try('banned').refused === 1);
    expect((await busy).state.kind).toBe('guarding'); // it has heard of nothing yet
  });

  it('ends in order at once, with its guard, also when that hangs', async () => {
    await using agent = new AgentWithGuard(place, 'agent exit');
    const guard = await agent.guards();
    process.kill(guard, 'SIGSTOP');
    const asked = performance.now();
    expect(await agent.exitInOrder()).toBe(0);
    expect(performance.now() - asked).toBeLessThan(2_000);
    await until('the guard ends', () => isGone(guard));
    await agent.storm.goesOn();
  });

  it('whose keeper thread ends has another keeper and another guard', async () => {
    const keepers: Worker[] = [];
    const note = (worker: Worker): void => {
      if (worker.threadName === 'guard-keeper') keepers.push(worker);
    };
    process.on('worker', note);
    await using stage = await GuardStage.open(place, { name: 'keeper ends', basis: { banned: ['banned'] } });
    const pid = await stage.pid();
    await keepers[0]?.terminate();
    await until('the guard ends', () => isGone(pid));
    await stage.isBack(pid);
    expect(stage.gaps).toContain('the thread that keeps it failed: it ended');
    expect(keepers).toHaveLength(2);
    process.off('worker', note);
  });

  it('that has no guard any more has no thread and no process of it', async () => {
    const threads = (): number => readdirSync('/proc/self/task').length;
    const before = threads();
    const stage = await GuardStage.open(place, { name: 'disposed', basis: { banned: ['banned'] } });
    const pid = await stage.pid();
    expect(threads()).toBeGreaterThan(before);
    await stage[Symbol.asyncDispose]();
    expect(isGone(pid)).toBe(true);
    await until('the threads end', () => threads() <= before);
  });
});
