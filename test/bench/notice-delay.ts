import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ban } from '#policy/ban.ts';
import { ban } from '../kit/policy-builder.ts';
import { until } from '../kit/system-under-test.ts';
import { startDesktop } from '../kit/tray-desktop.ts';
import { startRealAgent } from '../kit/tray-real-agent.ts';
import { TrayUnderTest } from '../kit/tray-under-test.ts';

const starts = Number(process.env['BENCH_STARTS'] ?? 25);

function banOn(path: string, count: number): Ban {
  const { apps: _, ...rest } = ban({ id: `victim-${count}`, review: '2099-01-01' });
  return { ...rest, matcher: { name: `Victim ${count}`, all: [{ kind: 'exe-path', value: path }] } };
}

/**
 * From the start of a banned program to the native notification on the session bus: server, agent and tray as processes
 * of their own. Each start is of another ban, so each is news. Needs root and ELECTRON_FOR_TESTS.
 */
export async function benchNoticeDelay(): Promise<readonly string[]> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'portvakt-bench-'));
  const programs = Array.from({ length: starts }, (_, count) => join(folder.path, `victim-${count}`));
  await using house = await startRealAgent(programs.map(banOn));
  await using desktop = await startDesktop();
  await using tray = await TrayUnderTest.start({ desktop, run: house.run });
  await tray.iconIs('fine');
  const stopped: number[] = [];
  const notified: number[] = [];
  for (const program of programs) {
    copyFileSync('/usr/bin/sleep', program);
    chmodSync(program, 0o755);
    const since = desktop.notifications.notified.length;
    const started = performance.now();
    const child = spawn(program, ['10'], { stdio: 'ignore' });
    const ended = once(child, 'exit').then(() => stopped.push(performance.now() - started));
    const told = await until(
      `the notification about ${program}`,
      () => desktop.notifications.notified[since],
    );
    notified.push(told.at - started);
    await ended;
  }
  return [
    `aim: p95 ≤ 1,000 ms; ${starts} starts of a banned program, each of another ban`,
    `exec → stopped: ${spread(stopped)}`,
    `exec → notification on the session bus: ${spread(notified)}`,
  ];
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms`;
}
