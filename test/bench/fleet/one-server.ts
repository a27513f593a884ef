import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '#test/kit/server-in-test.ts';
import type { Load } from './load-generator.ts';
import { policyOf } from './policy.ts';
import { percentile } from './processes.ts';
import type { Row, Tell } from './row.ts';
import { startServerProcess, type ServerUnderLoad } from './server-under-load.ts';
import type { Stage } from './stage.ts';

/** The product as it starts, with a fleet that grows, a restart in between, and somebody at the console all the while. */
export async function measureOneServer(stage: Stage, tell: Tell): Promise<void> {
  const { eighteen, enrolled, fleet, nine } = stage.sizes;
  let server = await startServerProcess('whole', stage.dataFolder);
  try {
    const { version = 0 } = await server.ask({ ask: 'publish', files: policyOf(0) });
    await using agents = await stage.agents(server, { withNewcomers: true });
    tell(await enrolment(agents, enrolled, version));
    const few = Math.max(enrolled, Math.round(nine / 9));
    await agents.run(`connect ${few} 400 ${version}`, 60);
    const before = await weigh(server);
    const cpu = await server.ask({ ask: 'cpu' });
    const met = await agents.run(`connect ${nine} 400 ${version}`, 300);
    const cpuAfter = await server.ask({ ask: 'cpu' });
    const after = await weigh(server);
    tell({
      what: `first connection of ${nine - few} seeded agents (proof, release, fragment, assignment)`,
      measured: `${((met.last - met.began) / 1e9).toFixed(1)} s; ${(((cpuAfter.cpuUs ?? 0) - (cpu.cpuUs ?? 0)) / 1_000 / (nine - few)).toFixed(2)} ms CPU each`,
    });
    tell({
      what: `memory per agent, plain, KiB (from ${few} to ${nine})`,
      measured: `after a collection ${perAgent(before.collected, after.collected, nine - few)}`,
      figure: (after.idle - before.idle) / (nine - few),
      aim: { atMost: 9 },
    });
    tell(...(await publication(stage, server, agents, { round: 1, connected: nine })));

    await agents.run(`connect ${fleet} 400 ${version + 1}`, 60);
    const [row, again] = await restart(stage, server, agents, fleet);
    tell(...row);
    server = again;

    await agents.run(`connect ${eighteen} 400 0`, 300);
    tell(...(await publication(stage, server, agents, { round: 3, connected: eighteen })));
    const full = await weigh(server);
    tell({
      what: `the server with ${eighteen} agents`,
      measured: `${(full.idle / 1_024).toFixed(0)} MiB in all, ${(full.collected / 1_024).toFixed(0)} after a collection`,
    });
    await server.stop();
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

/** The same agents over TLS that ends in the server, each session bound to it. */
export async function measureTls(stage: Stage, tell: Tell): Promise<void> {
  const { tls } = stage.sizes;
  const few = Math.round(tls / 5);
  await using server = await startServerProcess('whole', stage.dataFolder, { tls: stage.certificate });
  await using agents = await stage.agents(server, { most: tls, tls: true });
  await agents.run(`connect ${few} 64 0`, 60);
  const before = await weigh(server);
  await agents.run(`connect ${tls} 64 0`, 300);
  const after = await weigh(server);
  tell({
    what: `memory per agent, TLS 1.3, KiB (from ${few} to ${tls})`,
    measured: `after a collection ${perAgent(before.collected, after.collected, tls - few)}`,
    figure: (after.idle - before.idle) / (tls - few),
    aim: { atMost: 42 },
  });
}

const idleMs = 3_000;
type Weight = { readonly idle: number; readonly collected: number };
/** KiB of resident memory with all connections idle for a while, as it is and after a forced collection. */
async function weigh(server: ServerUnderLoad): Promise<Weight> {
  await sleep(idleMs);
  const { rssKb: idle = 0 } = await server.ask({ ask: 'weigh', collect: false });
  const { rssKb: collected = 0 } = await server.ask({ ask: 'weigh', collect: true });
  return { idle, collected };
}
const perAgent = (before: number, after: number, agents: number): string =>
  ((after - before) / agents).toFixed(2);

async function enrolment(agents: Load, enrolled: number, version: number): Promise<Row> {
  const { began, last } = await agents.run(`connect ${enrolled} 64 ${version}`, 120);
  return {
    what: `enrolment of ${enrolled} over the wire, to their first release applied`,
    measured: `${((last - began) / 1e9).toFixed(1)} s, ${Math.round((enrolled * 1e9) / (last - began))} per second`,
  };
}

/** A release while somebody looks at the console. */
async function publication(
  stage: Stage,
  server: ServerUnderLoad,
  agents: Load,
  { round, connected }: { readonly round: number; readonly connected: number },
): Promise<Row[]> {
  await using console = await atTheConsole(stage, server);
  await sleep(2_000);
  const quiet = console.take();
  await agents.run('receive 0');
  const began = performance.now();
  const { version = 0 } = await server.ask({ ask: 'publish', files: policyOf(round) });
  await agents.next(60);
  for (;;) {
    const { releases } = await must(server.apiUrl, stage.token, 'listReleases', {});
    if ((releases.find((one) => one.version === version)?.devices ?? 0) >= connected) break;
    if (performance.now() - began > 60_000) throw new Error('a release did not land within a minute');
    await sleep(25);
  }
  const seconds = (performance.now() - began) / 1_000;
  await sleep(1_000);
  return [
    {
      what: `release with the console open: to all ${connected} applying it, seconds`,
      measured: `${seconds.toFixed(2)} s from the order to publish`,
    },
    {
      what: `console, ${connected} agents: overview and devices, p95`,
      measured: shown(quiet, console.take()),
    },
  ];
}

type Calls = { readonly overview: readonly number[]; readonly devices: readonly number[] };
function shown(quiet: Calls, busy: Calls): string {
  const of = (calls: readonly number[]): string => `${percentile(calls, 0.95).toFixed(0)} ms`;
  return `quiet ${of(quiet.overview)} and ${of(quiet.devices)}; while it lands ${of(busy.overview)} and ${of(busy.devices)}`;
}

/** Somebody who loads the overview and the list of devices again and again. */
async function atTheConsole(
  stage: Stage,
  { apiUrl }: ServerUnderLoad,
): Promise<AsyncDisposable & { readonly take: () => Calls }> {
  let calls = { overview: [] as number[], devices: [] as number[] };
  const ended = new AbortController();
  const timed = async (into: number[], call: () => Promise<unknown>): Promise<void> => {
    const began = performance.now();
    await call();
    into.push(performance.now() - began);
  };
  const looking = (async () => {
    while (!ended.signal.aborted) {
      await timed(calls.overview, () => must(apiUrl, stage.token, 'getOverview', {}));
      await timed(calls.devices, () => must(apiUrl, stage.token, 'listDevices', {}));
      await sleep(50);
    }
  })();
  // The first look fills caches.
  await sleep(500);
  calls = { overview: [], devices: [] };
  return {
    take: () => {
      const taken = calls;
      calls = { overview: [], devices: [] };
      return taken;
    },
    [Symbol.asyncDispose]: async () => {
      ended.abort();
      await looking;
    },
  };
}

/** The server goes and comes back on the same port, with a release that nobody has yet. */
async function restart(
  stage: Stage,
  server: ServerUnderLoad,
  agents: Load,
  fleet: number,
): Promise<[Row[], ServerUnderLoad]> {
  const { release } = await must(server.apiUrl, stage.token, 'getServerInfo', {});
  await agents.run(`back ${release + 1}`);
  const began = Number(process.hrtime.bigint());
  await server.stop();
  const stopped = Number(process.hrtime.bigint());
  const again = await startServerProcess('whole', stage.dataFolder, { port: server.port });
  const up = Number(process.hrtime.bigint());
  const cpu = await again.ask({ ask: 'cpu' });
  await again.ask({ ask: 'publish', files: policyOf(2) });
  await using console = await atTheConsole(stage, again);
  const { last } = await agents.next(300);
  const cpuAfter = await again.ask({ ask: 'cpu' });
  const window = Math.max(5, Math.ceil(fleet / 500));
  const calls = console.take();
  const busy = (calls_: readonly number[]): string => `${percentile(calls_, 0.95).toFixed(0)} ms`;
  return [
    [
      {
        what: `restart: ${fleet} agents back, with a release meanwhile, to the window of ${window} s`,
        measured:
          `${((last - began) / 1e9).toFixed(1)} s from the order to stop (down ${((up - stopped) / 1e9).toFixed(1)} s); ` +
          `${(((cpuAfter.cpuUs ?? 0) - (cpu.cpuUs ?? 0)) / 1_000 / fleet).toFixed(2)} ms CPU each; ` +
          `console meanwhile p95 ${busy(calls.overview)} and ${busy(calls.devices)}`,
        figure: (last - began) / 1e9 / window,
        aim: { atMost: 1.3 },
      },
    ],
    again,
  ];
}
