import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GuardCounts } from '#platform/exec-guard/port.ts';
import type { GuardBenchOrder, GuardBenchReport } from './guard-agent-process.ts';
import { person, type GuardStage } from './guard-stage.ts';

/** Our guard over its side's file system, with a compile cache as a bundle has it. */
export class OurGuard implements AsyncDisposable {
  readonly startedInMs: number;
  readonly #agent: ChildProcess;

  private constructor(agent: ChildProcess, startedInMs: number) {
    this.#agent = agent;
    this.startedInMs = startedInMs;
  }

  static async start(stage: GuardStage): Promise<OurGuard> {
    const program = fileURLToPath(new URL('./guard-compile.ts', import.meta.url));
    const compiled = spawn(process.execPath, [program], {
      stdio: 'ignore',
      env: withCache(stage),
    });
    await once(compiled, 'exit');
    return await OurGuard.#begin(stage);
  }

  static async #begin(stage: GuardStage): Promise<OurGuard> {
    const folder = join(stage.folder, 'ours-own');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const program = fileURLToPath(new URL('./guard-agent-process.ts', import.meta.url));
    const agent = spawn(process.execPath, [program], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
      env: withCache(stage),
    });
    const { root } = stage.side('ours');
    const home = { uid: person, home: join(root, 'home/person') };
    try {
      const report = await ask(agent, { kind: 'start', folder, only: root, person: home });
      if (report.kind !== 'ready') throw new Error(`the guard: ${JSON.stringify(report)}`);
      return new OurGuard(agent, report.takesMs);
    } catch (error) {
      agent.kill('SIGKILL');
      throw error;
    }
  }

  async counts(): Promise<GuardCounts> {
    const report = await ask(this.#agent, { kind: 'counts' });
    if (report.kind !== 'counts') throw new Error(JSON.stringify(report));
    return report.counts;
  }

  /** Ends copies of what was denied from now on; how many files that is. */
  async listen(): Promise<number> {
    const report = await ask(this.#agent, { kind: 'listen' });
    if (report.kind !== 'listening') throw new Error(JSON.stringify(report));
    return report.armed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#agent, 'exit');
    if (this.#agent.exitCode !== null || this.#agent.signalCode !== null) return;
    this.#agent.send({ kind: 'stop' } satisfies GuardBenchOrder);
    await ended;
  }
}

async function ask(agent: ChildProcess, order: GuardBenchOrder): Promise<GuardBenchReport> {
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    const answer = once(agent, 'message', { signal });
    const ended = once(agent, 'exit', { signal }).then(() => {
      throw new Error('the agent of the bench ended');
    });
    answer.catch(() => undefined);
    ended.catch(() => undefined);
    agent.send(order);
    const [report] = (await Promise.race([answer, ended])) as [GuardBenchReport];
    return report;
  } finally {
    waiting.abort();
  }
}

const withCache = (stage: GuardStage): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_COMPILE_CACHE: join(stage.folder, 'compile-cache'),
});
