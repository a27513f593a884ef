import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { measureProcess, type ProcessCost } from './measure-process.ts';

/** The designs that one would write first: a list of all processes every second. Each prints a dot for every round. */
export const naiveMonitors = {
  'ps-list every second': `import psList from 'ps-list';
    const round = async () => { await psList(); process.stdout.write('.'); setTimeout(round, 1000); };
    await round();`,
  'systeminformation.processes() every second': `import { processes } from 'systeminformation';
    const round = async () => { await processes(); process.stdout.write('.'); setTimeout(round, 1000); };
    await round();`,
} as const;
export type NaiveMonitor = keyof typeof naiveMonitors;

/** Starts one and resolves after its first round, so that loading is not measured. */
export async function startNaive(name: NaiveMonitor): Promise<ChildProcess & { readonly pid: number }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', naiveMonitors[name]], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  if (child.pid === undefined) throw new Error(`${name} did not start`);
  return Object.assign(child, { pid: child.pid });
}

export type NaiveCost = ProcessCost & { readonly cpuMsPerRound: number };

export async function measureNaive(name: NaiveMonitor, seconds: number): Promise<NaiveCost> {
  const child = await startNaive(name);
  try {
    let rounds = 0;
    child.stdout?.on('data', (dots: Buffer) => (rounds += dots.length));
    const cost = await measureProcess(child.pid, seconds);
    return { ...cost, cpuMsPerRound: cost.cpuMs / Math.max(1, rounds) };
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}
