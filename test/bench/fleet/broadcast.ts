import { policyOf } from './policy.ts';
import { startPeer, type Peer } from './peers.ts';
import { median } from './processes.ts';
import type { Row, Tell } from './row.ts';
import { startServerProcess, type ServerUnderLoad } from './server-under-load.ts';
import type { Load } from './load-generator.ts';
import type { Stage } from './stage.ts';

/** Rounds of different benches must be different policies. */
const firstRound = 1_000;
const ms = (value: number): string => `${value.toFixed(0)} ms`;

/**
 * A new release to the whole fleet beside the same bytes from others: every server holds its connections at once, and
 * rounds are interleaved, so that a busy moment of the machine hits all. Then what comes back: acknowledgements and events.
 */
export async function measureBroadcast(stage: Stage, tell: Tell): Promise<void> {
  const { fleet, rounds } = stage.sizes;
  await using server = await startServerProcess('link', stage.dataFolder);
  await using agents = await stage.agents(server, { most: fleet });
  const { version = 0 } = await server.ask({ ask: 'publish', files: policyOf(firstRound) });
  await agents.run(`connect ${fleet} 400 ${version}`, 300);
  const bytes = await releaseBytes(server, agents);
  await using undo = new AsyncDisposableStack();
  const peers: Peer[] = [];
  for (const name of ['C send() loop', 'mosquitto', 'nats-server'] as const)
    peers.push(undo.use(await startPeer(name, { folder: stage.folder, clients: fleet, bytes })));

  const ours: Round[] = [];
  const theirs = new Map(peers.map(({ name }) => [name, [] as Omit<Round, 'stallMs'>[]]));
  await agents.run('replies 0');
  for (let round = 0; round <= rounds; round += 1) {
    ours.push(await broadcast(server, agents, firstRound + 1 + round));
    for (const peer of peers) theirs.get(peer.name)?.push(await peer.round());
  }
  await agents.run('replies 1');
  tell(...compare(ours.slice(1), new Map([...theirs].map(([name, all]) => [name, all.slice(1)])), bytes));
  await undo.disposeAsync();
  tell(...(await measureAcknowledgements(server, agents, rounds)));
  tell(...(await measureIngest(server, agents, rounds)));
}

type Round = { readonly cpuUs: number; readonly lastMs: number; readonly stallMs: number };

async function broadcast(server: ServerUnderLoad, agents: Load, round: number): Promise<Round> {
  await agents.run('receive 0');
  const published = server.ask({ ask: 'publish', files: policyOf(round) });
  const { last } = await agents.next(60);
  const { cpuUs = 0, offeredUs = 0, offeredNs = 0 } = await server.ask({ ask: 'cpu' });
  const { longestMs = 0 } = await server.ask({ ask: 'delay' });
  await published;
  return { cpuUs: cpuUs - offeredUs, lastMs: (last - offeredNs) / 1e6, stallMs: longestMs };
}

/** What one agent gets of a release, on the wire. */
async function releaseBytes(server: ServerUnderLoad, agents: Load): Promise<number> {
  await agents.run('replies 0');
  await broadcast(server, agents, firstRound - 1);
  await agents.run('replies 1');
  const { last } = await agents.run('counted');
  return last;
}

function compare(
  ours: readonly Round[],
  theirs: ReadonlyMap<string, readonly Omit<Round, 'stallMs'>[]>,
  bytes: number,
): Row[] {
  const cpu = median(ours.map(({ cpuUs }) => cpuUs)) / 1_000;
  const last = median(ours.map(({ lastMs }) => lastMs));
  const stall = median(ours.map(({ stallMs }) => stallMs));
  const aims: Readonly<Record<string, number>> = {
    'C send() loop': 2.2,
    mosquitto: 0.65,
    'nats-server': 0.5,
  };
  const rows = [...theirs].map(([name, all]): Row => {
    const peerCpu = median(all.map(({ cpuUs }) => cpuUs)) / 1_000;
    const peerLast = median(all.map(({ lastMs }) => lastMs));
    return {
      what: `broadcast of ${bytes} bytes: CPU to that of ${name}`,
      measured: `${ms(cpu)} : ${ms(peerCpu)}; last after ${ms(last)} : ${ms(peerLast)}`,
      // Round by round, so that a busy moment counts on both sides.
      figure: median(ours.map(({ cpuUs }, at) => cpuUs / (all[at]?.cpuUs ?? Number.NaN))),
      aim: { atMost: aims[name] ?? 0 },
    };
  });
  return [
    ...rows,
    {
      what: 'longest standstill of the event loop in a broadcast, ms',
      measured: `rounds: ${ours.map(({ stallMs }) => stallMs.toFixed(1)).join(', ')}`,
      figure: stall,
      aim: { atMost: 25 },
    },
  ];
}

async function measureAcknowledgements(
  server: ServerUnderLoad,
  agents: Load,
  rounds: number,
): Promise<Row[]> {
  const timed = async (round: number, stored: boolean): Promise<{ ms: number; cpuMs: number }> => {
    await agents.run('receive 0');
    await server.ask({ ask: 'publish', files: policyOf(round), wanted: agents.clients, stored });
    const { cpuUs = 0, offeredUs = 0, ...at } = await server.ask({ ask: 'cpu' });
    await agents.next();
    return {
      ms: ((at.lastAppliedNs ?? 0) - (at.offeredNs ?? 0)) / 1e6,
      cpuMs: (cpuUs - offeredUs) / 1_000,
    };
  };
  const pairs: { stored: { ms: number; cpuMs: number }; bare: { ms: number; cpuMs: number } }[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const bare = await timed(firstRound + 100 + 2 * round, false);
    const stored = await timed(firstRound + 101 + 2 * round, true);
    if (round > 0) pairs.push({ stored, bare });
  }
  const of = (side: 'stored' | 'bare', what: 'ms' | 'cpuMs'): string =>
    ms(median(pairs.map((pair) => pair[side][what])));
  return [
    {
      what: `release → ${agents.clients} acknowledgements on disk, to the same without a store`,
      measured: `${of('stored', 'ms')} : ${of('bare', 'ms')} (CPU ${of('stored', 'cpuMs')} : ${of('bare', 'cpuMs')})`,
      figure: median(pairs.map(({ bare, stored }) => stored.ms / bare.ms)),
      aim: { atMost: 1.4 },
    },
  ];
}

async function measureIngest(server: ServerUnderLoad, agents: Load, rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [together, atLeast] of [
    [1, 25_000],
    [10, 60_000],
  ] as const) {
    const rates: number[] = [];
    const cpu: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const before = await server.ask({ ask: 'cpu' });
      const { began, last } = await agents.run(`events ${together}`);
      const after = await server.ask({ ask: 'cpu' });
      if (round === 0) continue;
      rates.push((agents.clients * together * 1e9) / (last - began));
      cpu.push(((after.cpuUs ?? 0) - (before.cpuUs ?? 0)) / (agents.clients * together));
    }
    rows.push({
      what: `events per second on disk, each once, ${together === 1 ? 'one by one' : `${together} together`}`,
      measured: `CPU ${median(cpu).toFixed(1)} µs each; rounds: ${rates.map((rate) => `${Math.round(rate / 1_000)}k`).join(', ')}`,
      figure: median(rates),
      aim: { atLeast },
    });
  }
  return rows;
}
