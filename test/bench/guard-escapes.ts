import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { OurGuard } from './guard-ours.ts';
import { person, type GuardStage } from './guard-stage.ts';

const run = promisify(execFile);
const tries = 200;

/** Copies of a denied program where the kernel asks nobody: how many were ended before their main() did anything. */
export async function escapes(stage: GuardStage, guard: OurGuard): Promise<readonly string[]> {
  const armed = await guard.listen();
  const lines = [`escapes: ${armed} denied file(s) known to the listener`];
  for (const way of ['memfd', 'namespace'] as const) {
    const { stdout } = await run(
      stage.built('escape'),
      [String(person), way, String(tries), stage.built('banned')],
      { timeout: 60_000, killSignal: 'SIGKILL' },
    );
    const [of = 0, killed = 0, printed = 0, refused = 0, p50 = 0, p99 = 0] = stdout
      .trim()
      .split(' ')
      .map(Number);
    lines.push(
      `  ${way === 'memfd' ? 'copy in memory (memfd)' : 'copy on a tmpfs of a foreign namespace'}: ${killed}/${of} ended before main(), ` +
        `${refused} refused, ${printed} ran; gone after p50 ${us(p50)}, p99 ${us(p99)} µs; ${aim((killed + refused) / of, '≥', 0.99)}`,
    );
  }
  return lines;
}

export const us = (ns: number): string => (ns / 1000).toFixed(Math.abs(ns) < 20_000 ? 2 : 0);

/** Whether a figure is what it should be; missed aims are told, too. */
export function aim(value: number, how: '≤' | '≥', wanted: number): string {
  const met = how === '≤' ? value <= wanted : value >= wanted;
  return `aim ${how} ${wanted}: ${met ? 'met' : 'MISSED'}`;
}
