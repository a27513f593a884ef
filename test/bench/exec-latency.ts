import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempDisposableSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchOrder, BenchReport } from './exec-listener-process.ts';
import { cpuMsOf, measureProcess, memoryOf } from './measure-process.ts';
import { measureNaive, naiveMonitors, type NaiveMonitor } from './naive-monitors.ts';

const secondsOfLoad = 5;
const victims = 200;

/**
 * From exec to known, and from exec to the kill: how soon, at what cost, and how many programs still came to print. Beside it
 * the designs that list all processes every second. Needs root.
 */
export async function benchExecLatency(): Promise<readonly string[]> {
  const lines: string[] = [];
  using cache = mkdtempDisposableSync(join(tmpdir(), 'portvakt-bench-'));
  await warmUp(cache.path);
  const child = startListener(cache.path);
  const { pid } = child;
  if (pid === undefined) throw new Error('the listener did not start');
  try {
    await once(child, 'message');
    const idle = await measureProcess(pid, secondsOfLoad);
    const memory = `RSS ${idle.rssMb.toFixed(0)} MB, PSS ${idle.pssMb.toFixed(0)} MB`;
    lines.push(`exec listener, idle: ${percent(idle.cpuShare)} of a core, ${memory}`);
    for (const rate of [50, 500]) lines.push(await underLoad(child, pid, rate));
    lines.push(await armedKills(child));
    lines.push(`exec listener, afterwards: RSS ${memoryOf(pid).rssMb.toFixed(0)} MB`);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  for (const name of Object.keys(naiveMonitors) as NaiveMonitor[]) {
    const cost = await measureNaive(name, secondsOfLoad);
    lines.push(
      `${name}: ${cost.cpuMsPerRound.toFixed(0)} ms CPU a round, ${percent(cost.cpuShare)} of a core, RSS ${cost.rssMb.toFixed(0)} MB; known after 500 ms on average, if at all`,
    );
  }
  return lines;
}

/** With the compile cache the memory is that of a bundle: without it each thread holds a type stripper of 15 MB. */
const startListener = (cache: string): ChildProcess =>
  spawn(process.execPath, [fileURLToPath(new URL('./exec-listener-process.ts', import.meta.url))], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  });

async function warmUp(cache: string): Promise<void> {
  const child = startListener(cache);
  await once(child, 'message');
  child.send({ kind: 'stop' } satisfies BenchOrder);
  await once(child, 'exit');
}

async function ask(child: ChildProcess, order: BenchOrder): Promise<unknown> {
  const answer = once(child, 'message');
  child.send(order);
  return ((await answer) as [unknown])[0];
}
const report = async (child: ChildProcess): Promise<BenchReport> =>
  (await ask(child, { kind: 'report' })) as BenchReport;

async function underLoad(child: ChildProcess, pid: number, rate: number): Promise<string> {
  const before = await report(child);
  const cpuBefore = cpuMsOf(pid);
  const started = performance.now();
  await startMany(rate, secondsOfLoad);
  const seconds = (performance.now() - started) / 1000;
  const cpu = (cpuMsOf(pid) - cpuBefore) / 1000 / seconds;
  const { knownNs, counts } = await report(child);
  const announced = counts.announced - before.counts.announced;
  const vanished = counts.vanished - before.counts.vanished;
  return (
    `${(announced / seconds).toFixed(0)} exec/s: known after ${percentiles(knownNs)}; ` +
    `gone before it could be read ${percent(vanished / announced)}, lost ${counts.lost}, ${percent(cpu)} of a core`
  );
}

/** Starts a small program at an even rate and waits until all have ended. */
async function startMany(rate: number, seconds: number): Promise<void> {
  const ended: Promise<unknown>[] = [];
  const start = performance.now();
  for (let number = 0; number < rate * seconds; number += 1) {
    const wait = start + (number * 1000) / rate - performance.now();
    if (wait > 0) await sleep(wait);
    ended.push(once(spawn('/bin/true', { stdio: 'ignore' }), 'exit'));
  }
  await Promise.all(ended);
}

async function armedKills(child: ChildProcess): Promise<string> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'portvakt-bench-'));
  const exe = join(folder.path, 'prints-at-once');
  copyFileSync('/bin/echo', exe);
  chmodSync(exe, 0o755);
  const { dev, ino, size, ctimeNs, mtimeNs } = statSync(exe, { bigint: true });
  const stamp = { dev, ino, size, ctimeNs, mtimeNs };
  await ask(child, { kind: 'arm', programs: [{ stamp, uids: 'all', token: 'bench' }] });
  await report(child);
  let printed = 0;
  let killed = 0;
  const reapedMs: number[] = [];
  for (let run = 0; run < victims; run += 1) {
    const before = performance.now();
    const victim = spawn(exe, ['out'], { stdio: ['ignore', 'pipe', 'ignore'] });
    victim.stdout.once('data', () => (printed += 1));
    victim.once('exit', () => reapedMs.push(performance.now() - before));
    const [, signal] = (await once(victim, 'close')) as [number | null, string | null];
    if (signal === 'SIGKILL') killed += 1;
  }
  // The last report travels some ms after the last kill.
  await sleep(50);
  const { goneNs } = await report(child);
  return (
    `armed: ${killed}/${victims} killed, ${printed} printed; signal after ${percentiles(goneNs)}; ` +
    `spawn to reaped p50 ${at(reapedMs, 0.5).toFixed(2)} ms (with Node's spawn)`
  );
}

function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
const percentiles = (ns: readonly number[]): string =>
  `p50 ${(at(ns, 0.5) / 1000).toFixed(0)} µs, p95 ${(at(ns, 0.95) / 1000).toFixed(0)} µs, p99 ${(at(ns, 0.99) / 1000).toFixed(0)} µs`;
const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

if (import.meta.main) for (const line of await benchExecLatency()) console.log(line);
