import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as passes } from 'node:timers/promises';
import { serveDoors } from '#agent/localapi/door.ts';
import { createLocalEndpoint } from '#platform/local-endpoint/linux.ts';
import { silentLog } from '#runtime/log.ts';
import { FakeServices } from '#test/agent/localapi/fake-services.ts';
import { processTree } from '#test/kit/process-tree.ts';
import { Child, top, until } from '#test/kit/system-under-test.ts';
import { builtTray } from '#test/kit/tray-build.ts';
import { startDesktop } from '#test/kit/tray-desktop.ts';
import { electronForTests } from '#test/kit/tray-electron.ts';
import { cpuMsOf, memoryOf } from './measure-process.ts';

const seconds = Number(process.env['BENCH_SECONDS'] ?? 30);
const rounds = 3;
/** After start, until Electron has put away what it needed for starting. */
const settleMs = 12_000;

type Cost = {
  readonly pssMb: number;
  readonly cpuMs: number;
  /** How often its threads were woken, a second. */
  readonly wakeUps: number;
  readonly processes: readonly string[];
};

/** What the idle tray costs beside an empty Electron program with an icon, in one run. */
export async function benchTray(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(top, '.cache/bench-tray-'));
  await using desktop = await startDesktop();
  const services = new FakeServices();
  services.perAccount = new Map();
  const run = join(folder, 'run');
  await using _doors = await serveDoors({
    endpoint: createLocalEndpoint(),
    folder: run,
    services,
    log: silentLog,
    proofRequired: true,
  });
  try {
    const env = {
      DISPLAY: desktop.display,
      DBUS_SESSION_BUS_ADDRESS: desktop.bus.address,
      HOME: join(folder, 'home'),
      PORTVAKT_RUN: run,
    };
    mkdirSync(env.HOME, { mode: 0o700 });
    const programs = { empty: emptyProgram(folder), tray: await builtTray() };
    const costs: { readonly empty: Cost[]; readonly tray: Cost[] } = { empty: [], tray: [] };
    for (let round = 0; round < rounds; round += 1) {
      const cost = await measureTogether(programs, env, services);
      costs.empty.push(cost.empty);
      costs.tray.push(cost.tray);
    }
    const ratios = costs.tray.map(({ pssMb }, round) => pssMb / (costs.empty[round]?.pssMb ?? 0));
    return [
      `aims: PSS ≤ 1.10 × the empty program's; ${rounds} rounds of ${seconds} s, side by side, all processes together`,
      row('empty program with an icon', costs.empty),
      row('tray, connected', costs.tray),
      `ratio of PSS: ${medianOf(ratios).toFixed(2)} (${ratios.map((one) => one.toFixed(2)).join(', ')})`,
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The least that has an icon. */
function emptyProgram(folder: string): string {
  const program = join(folder, 'empty');
  mkdirSync(program);
  writeFileSync(join(program, 'package.json'), '{"name":"empty","version":"1.0.0","main":"main.js"}');
  cpSync(join(top, 'electron/assets/icons/fine-on-light-22.png'), join(program, 'icon.png'));
  writeFileSync(
    join(program, 'main.js'),
    `const { app, Tray } = require('electron');
     app.whenReady().then(() => { globalThis.tray = new Tray(require('node:path').join(__dirname, 'icon.png')); });
     app.on('window-all-closed', () => undefined);`,
  );
  return program;
}

/** Both at once: what they share with each other, and with any other Electron on this machine, counts alike for both. */
async function measureTogether(
  programs: { readonly empty: string; readonly tray: string },
  env: Readonly<Record<string, string>>,
  services: FakeServices,
): Promise<{ readonly empty: Cost; readonly tray: Cost }> {
  const before = services.calls.length;
  const start = (program: string): Child => new Child(electronForTests(), ['--no-sandbox', program], env);
  await using empty = start(programs.empty);
  await using tray = start(programs.tray);
  await until('the tray to speak to the agent', () =>
    services.calls.slice(before).some((call) => call.startsWith('requests')) ? true : undefined,
  );
  await passes(settleMs);
  const was = [workOf(empty), workOf(tray)] as const;
  await passes(seconds * 1_000);
  return { empty: costOf(empty, was[0]), tray: costOf(tray, was[1]) };
}

type Work = { readonly cpuMs: number; readonly wakeUps: number };
function workOf({ pid: root }: Child): Work {
  const pids = processTree(root).map(({ pid }) => pid);
  return {
    cpuMs: pids.reduce((total, pid) => total + cpuMsOf(pid), 0),
    wakeUps: pids.flatMap(threadsOf).reduce((total, status) => total + wakeUpsOf(status), 0),
  };
}
const threadsOf = (pid: number): readonly string[] =>
  readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}/status`);
/** A thread that ended meanwhile counts for nothing. */
function wakeUpsOf(status: string): number {
  try {
    return Number(/^voluntary_ctxt_switches:\s+(\d+)$/m.exec(readFileSync(status, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function costOf(child: Child, was: Work): Cost {
  const work = workOf(child);
  const all = processTree(child.pid).map(({ command, pid }) => ({
    type: /--type=([a-z-]+)/.exec(command.join(' '))?.[1] ?? 'main',
    pssMb: memoryOf(pid).pssMb,
  }));
  return {
    cpuMs: work.cpuMs - was.cpuMs,
    wakeUps: (work.wakeUps - was.wakeUps) / seconds,
    pssMb: all.reduce((total, { pssMb }) => total + pssMb, 0),
    processes: all.map(({ type, pssMb }) => `${type} ${pssMb.toFixed(0)}`),
  };
}

const medianOf = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

function row(name: string, costs: readonly Cost[]): string {
  const of = (what: 'pssMb' | 'cpuMs' | 'wakeUps'): number => medianOf(costs.map((cost) => cost[what]));
  return (
    `${name}: PSS ${of('pssMb').toFixed(0)} MB, CPU ${of('cpuMs')} ms in ${seconds} s, ` +
    `${of('wakeUps').toFixed(1)} wake-ups a second; ${costs.at(-1)?.processes.join(', ')}`
  );
}
