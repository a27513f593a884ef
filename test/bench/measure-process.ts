import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a process cost over a while, with the children that it waited for. */
export type ProcessCost = {
  readonly seconds: number;
  readonly cpuMs: number;
  /** Share of one core, 1 = 100 %. */
  readonly cpuShare: number;
  readonly rssMb: number;
  /** Memory with shared pages divided among those who share them. */
  readonly pssMb: number;
};

/** utime + stime + cutime + cstime, in ms; the kernel counts in steps of 10 ms. */
export function cpuMsOf(pid: number): number {
  const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * 10, 0);
}

export function memoryOf(pid: number): { readonly rssMb: number; readonly pssMb: number } {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
  const mb = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1]) / 1024;
  return { rssMb: mb('Rss'), pssMb: mb('Pss') };
}

export async function measureProcess(pid: number, seconds: number): Promise<ProcessCost> {
  const cpuBefore = cpuMsOf(pid);
  const before = performance.now();
  await sleep(seconds * 1000);
  const passed = (performance.now() - before) / 1000;
  const cpuMs = cpuMsOf(pid) - cpuBefore;
  return { seconds: passed, cpuMs, cpuShare: cpuMs / 1000 / passed, ...memoryOf(pid) };
}
