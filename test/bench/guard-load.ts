import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { person, type GuardStage, type Side } from './guard-stage.ts';

const run = promisify(execFile);

/** Raised: no stranger's process comes before it. */
export type Priority = 'plain' | 'raised';
/** What the generator measured: times of single starts, or of what its command times, in ns. */
export type Times = {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly mean: number;
  readonly max: number;
  readonly extra: number;
  /** Up to 1000 of them, shortest first. */
  readonly all: readonly number[];
};

/** Runs the generator inside a side's tree as the person. */
export async function load(
  stage: GuardStage,
  side: Side,
  priority: Priority,
  command: readonly string[],
): Promise<Times> {
  const line = [stage.built('load'), side.root, String(person), ...command];
  const raised = priority === 'raised' ? ['/usr/bin/chrt', '-f', '10', ...line] : line;
  const [program = '', ...args] = raised;
  const { stdout } = await run(program, args, { timeout: 60_000, killSignal: 'SIGKILL' });
  const [summary = '', each = ''] = stdout.split('\n');
  const numbers = summary.split(' ').map(Number);
  const [count = 0, p50 = 0, p95 = 0, p99 = 0, mean = 0, max = 0, extra = 0] = numbers;
  const all = each.trim().split(' ').map(Number);
  return { count, p50, p95, p99, mean, max, extra, all };
}

/** The value below which this share of all lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
