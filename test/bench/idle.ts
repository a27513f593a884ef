import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempDisposableSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentStatus } from '#protocol/tray-agent.ts';
import { Child, portvakt, startServerProcess, top, until } from '../kit/system-under-test.ts';
import { measureProcess, type ProcessCost } from './measure-process.ts';
import { measureNaive, naiveMonitors, type NaiveMonitor } from './naive-monitors.ts';

const seconds = Number(process.env['BENCH_SECONDS'] ?? 60);
const naiveSeconds = Math.min(20, seconds);

/** What the agent costs while nothing happens, with few and with many processes, beside lists made every second. */
export async function benchIdle(): Promise<readonly string[]> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'portvakt-bench-'));
  await using server = await startServerProcess(join(folder.path, 'server'), 'eksempel');
  await using agent = await startAgentProcess(folder.path, server);
  const lines: string[] = [
    `aims: idle CPU ≤ 0.15 % of a core, RSS ≤ 90 MB, PSS ≤ 45 MB; agent over ${seconds} s`,
  ];
  for (const wanted of [200, 1_000]) {
    const sleepers = await fillUp(wanted);
    try {
      const count = processCount();
      const own = await measureProcess(agent.pid, seconds);
      lines.push(row(`${count} processes: agent`, own));
      for (const name of Object.keys(naiveMonitors) as NaiveMonitor[]) {
        const naive = await measureNaive(name, naiveSeconds);
        const ratio = own.cpuShare === 0 ? '> 1000' : (naive.cpuShare / own.cpuShare).toFixed(0);
        lines.push(`${row(`${count} processes: ${name}`, naive)}; ${ratio} × the agent's CPU`);
      }
    } finally {
      for (const sleeper of sleepers) sleeper.kill('SIGKILL');
    }
  }
  return lines;
}

async function startAgentProcess(
  folder: string,
  server: Awaited<ReturnType<typeof startServerProcess>>,
): Promise<Child> {
  const it = { PORTVAKT_SERVER: server.apiUrl, PORTVAKT_TOKEN_FILE: server.tokenFile };
  const samples = ['organisation.yaml', 'enforce-policy.yaml'].map((name) =>
    join(top, 'src/cli/samples', name),
  );
  const applied = await portvakt(['policy', 'apply', ...samples], it);
  if (applied.code !== 0) throw new Error(applied.stderr);
  const made = await portvakt(['token', 'create', '--uses', '1', '--expires-days', '1', '--json'], it);
  const token = join(folder, 'token');
  writeFileSync(token, (JSON.parse(made.stdout) as { text: string }).text, { mode: 0o600 });
  const cache = join(folder, 'compile-cache');
  mkdirSync(cache, { mode: 0o700 });
  const run = join(folder, 'run');
  const start = (): Child =>
    new Child(
      process.execPath,
      [
        ...['--max-semi-space-size=1', '--optimize-for-size', '--v8-pool-size=0', 'src/agent/main.ts'],
        ...['--state', join(folder, 'agent'), '--run', run, '--config', join(folder, 'config')],
        ...['--server', server.url, '--token-file', token, '--log-level', 'error'],
      ],
      // As the README tells packagers to run it: small heap, one malloc arena, compiled code kept between starts.
      { NODE_COMPILE_CACHE: cache, MALLOC_ARENA_MAX: '1' },
    );
  const enrolled = async (agent: Child): Promise<void> => {
    await until('the agent to enforce', async () => {
      if (!agent.running) throw new Error(agent.stderr());
      const done = await portvakt(['status', '--run', run, '--json']);
      return done.code === 0 && (JSON.parse(done.stdout) as AgentStatus).bans.length > 0 ? true : undefined;
    });
  };
  const first = start();
  await enrolled(first);
  await first.end();
  const agent = start();
  await enrolled(agent);
  return agent;
}

const processCount = (): number => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length;

/** Sleeping processes until there are so many in all; bounded, and ended by the caller. */
async function fillUp(wanted: number): Promise<readonly ChildProcess[]> {
  const missing = Math.max(0, Math.min(1_000, wanted - processCount()));
  const sleepers = Array.from({ length: missing }, () =>
    spawn('/usr/bin/sleep', ['900'], { stdio: 'ignore' }),
  );
  await until('all sleepers to be there', () => (processCount() >= wanted ? true : undefined));
  return sleepers;
}

function row(name: string, cost: ProcessCost): string {
  const share = (cost.cpuShare * 100).toFixed(2);
  return `${name}: ${share} % of a core, RSS ${cost.rssMb.toFixed(0)} MB, PSS ${cost.pssMb.toFixed(0)} MB`;
}
