import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { aim, escapes, us } from './guard-escapes.ts';
import { Fapolicyd, fapolicydProgram } from './guard-fapolicyd.ts';
import { kinds, turned, type Kind } from './guard-kinds.ts';
import { load, median, quantile, type Priority, type Times } from './guard-load.ts';
import { OurGuard } from './guard-ours.ts';
import { othersAsk } from './guard-others.ts';
import { GuardStage, sideNames, type SideName } from './guard-stage.ts';
import { memoryOf } from './measure-process.ts';

const rounds = Number(process.env['PORTVAKT_BENCH_ROUNDS'] ?? 7);
/** Rounds that are done again. */
const mostDisturbed = 3;
const priorities: readonly Priority[] = ['plain', 'raised'];
const needed = [fapolicydProgram, '/usr/bin/gcc', '/usr/bin/chrt', '/usr/bin/unshare', '/usr/sbin/mkfs.ext2'];

type Measured = Readonly<Record<'none' | Watcher, Times>> & { readonly byHash?: Times };
type Results = ReadonlyMap<string, Measured[]>;

/**
 * What it costs to be asked before a program starts: nobody asked, our guard, and fapolicyd, side by side on three equal file
 * systems. Needs root and Debian's fapolicyd. `PORTVAKT_BENCH_ROUNDS` makes it longer.
 */
export async function benchGuard(): Promise<readonly string[]> {
  const missing = needed.filter((program) => !existsSync(program));
  if (missing.length > 0 || process.getuid?.() !== 0) {
    if (process.env['CI'] === 'true') throw new Error('the guard bench cannot run here');
    return [`skipped: needs root and ${missing.join(', ')}`];
  }
  using stage = new GuardStage(priorities.length * (1 + rounds + mostDisturbed));
  await using fapolicyd = await Fapolicyd.start(stage, 'fapolicyd');
  await using byHash = await Fapolicyd.start(stage, 'byHash');
  await using guard = await OurGuard.start(stage);
  const { pid } = await guard.counts();
  const cpu = new Map<string, CpuUse>();
  const cold = await round(stage, 0, 'plain', []);
  const results = new Map<string, Measured[]>();
  const use = { ours: pid, fapolicyd: fapolicyd.pid };
  const own = [pid, fapolicyd.pid, byHash.pid];
  const before = loadavg()[0] ?? 0;
  let disturbed = 0;
  for (let number = 1; number <= rounds + disturbed; number += 1) {
    const found: (readonly [string, readonly Measured[]])[] = [];
    for (const priority of priorities)
      for (const [key, measured] of await round(stage, number, priority, [use, cpu]))
        found.push([`${key} ${priority}`, measured]);
    if (othersAsk(stage, own) && disturbed < mostDisturbed) disturbed += 1;
    else for (const [name, measured] of found) results.set(name, [...(results.get(name) ?? []), ...measured]);
  }
  return [
    `load of the machine ${before.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after ${rounds} rounds; ${disturbed} rounds were left out because somebody else asked too`,
    `medians of ${rounds} rounds in turn; ×: time with it ÷ time with nobody asked; µs: what it adds to one (median; mean)`,
    ...kinds.flatMap((kind) => priorities.map((priority) => compare(kind, priority, results))),
    firstAfterStart(cold),
    delays(results),
    ...costs(cpu),
    await highestRate(stage),
    await denied(stage, guard),
    ...(await escapes(stage, guard)),
    `guard process: began to guard after ${guard.startedInMs.toFixed(0)} ms; ${memory(pid)}; fapolicyd: ${memory(fapolicyd.pid)}`,
    `counts: ${JSON.stringify(await guard.counts())}`,
  ];
}

type Watcher = 'ours' | 'fapolicyd';
type CpuUse = { ours: number; fapolicyd: number; starts: number };
type Watched = readonly [{ readonly ours: number; readonly fapolicyd: number }, Map<string, CpuUse>];

async function round(
  stage: GuardStage,
  number: number,
  priority: Priority,
  watched: Watched | readonly [],
): Promise<ReadonlyMap<string, readonly Measured[]>> {
  for (const side of stage.sides) stage.refresh(side);
  const measured = new Map<string, Measured[]>();
  for (const kind of kinds) {
    const pieces: Measured[] = [];
    for (let piece = 0; piece < kind.pieces; piece += 1) {
      const times: Partial<Record<SideName, Times>> = {};
      for (const side of turned(stage.sides, number + piece)) {
        if (side.name === 'byHash' && kind.hasUnknown === undefined) continue;
        const spent = spending(side.name, watched);
        const run = await load(
          stage,
          side,
          priority,
          kind.command(piece, priorities.length * number + priorities.indexOf(priority)),
        );
        times[side.name] = run;
        spent(kind, run);
      }
      const { byHash, fapolicyd, none, ours } = times;
      if (none === undefined || ours === undefined || fapolicyd === undefined)
        throw new Error('a side is missing');
      pieces.push({ none, ours, fapolicyd, ...(byHash === undefined ? {} : { byHash }) });
    }
    measured.set(kind.key, pieces);
  }
  return measured;
}

/** Adds up what the side's watcher spends until the answer is called. */
function spending(side: SideName, [pids, cpu]: Watched | readonly []): (kind: Kind, run: Times) => void {
  if (side === 'none' || side === 'byHash' || pids === undefined || cpu === undefined) return () => undefined;
  const before = cpuNsOf(pids[side]);
  return (kind, run) => {
    const use = cpu.get(kind.key) ?? { ours: 0, fapolicyd: 0, starts: 0 };
    use[side] += cpuNsOf(pids[side]) - before;
    if (side === 'ours') use.starts += kind.starts(run);
    cpu.set(kind.key, use);
  };
}

const aims: Readonly<Record<string, number>> = {
  'a plain': 1.3,
  'a raised': 1.3,
  'a2 plain': 1.3,
  'a2 raised': 1.3,
  'b plain': 1.1,
  'b raised': 1.02,
  'e plain': 1.02,
  'e raised': 1.02,
};

type Difference = { readonly ratio: number; readonly added: number; readonly mean: number };

/** A side against nobody, round by round: what the machine did meanwhile falls on both. */
function difference(kind: Kind, all: readonly Measured[], side: Watcher | 'byHash'): Difference {
  const pairs = all.flatMap(({ [side]: run, none }) => (run === undefined ? [] : [{ none, run }]));
  const scale = (none: Times): number => kind.figure(none) / none.p50;
  return {
    ratio: median(pairs.map(({ none, run }) => kind.figure(run) / kind.figure(none))),
    added: median(pairs.map(({ none, run }) => kind.figure(run) - kind.figure(none))),
    mean: median(pairs.map(({ none, run }) => (run.mean - none.mean) * scale(none))),
  };
}

function compare(kind: Kind, priority: Priority, results: Results): string {
  const name = `${kind.key} ${priority}`;
  const all = results.get(name) ?? [];
  const ours = difference(kind, all, 'ours');
  const theirs = difference(kind, all, 'fapolicyd');
  const byHash = kind.hasUnknown === true ? difference(kind, all, 'byHash') : undefined;
  const say = ({ added, mean, ratio }: Difference): string =>
    `${ratio.toFixed(3)}× (${us(added)}; ${us(mean)})`;
  const less = (other: Difference): string =>
    ours.added <= 0 ? 'all of it less' : `${(other.added / ours.added).toFixed(1)}× less`;
  const wanted = aims[name];
  return [
    `${kind.text}, ${priority}: nobody ${us(median(all.map(({ none }) => kind.figure(none))))} µs`,
    `ours ${say(ours)}${wanted === undefined ? '' : `, ${aim(ours.ratio, '≤', wanted)}`}`,
    `fapolicyd ${say(theirs)}, ${less(theirs)}, ${aim(theirs.added / Math.max(ours.added, 1), '≥', 6)}`,
    ...(byHash === undefined ? [] : [`fapolicyd by hash ${say(byHash)}, ${less(byHash)}`]),
  ].join('; ');
}

function firstAfterStart(cold: ReadonlyMap<string, readonly Measured[]>): string {
  const first = cold.get('a')?.[0];
  if (first === undefined) return '';
  const ratio = (side: Watcher): string => (first[side].p50 / first.none.p50).toFixed(2);
  return `first ${first.ours.count} programs after the guard began (code still cold): ours ${ratio('ours')}×, fapolicyd ${ratio('fapolicyd')}×; longest ${us(first.ours.max)} µs`;
}

/** From the question to the answer for files that nobody knows: what `execve` takes more than with nobody asked. */
function delays(results: Results): string {
  const lines = priorities.map((priority) => {
    const all = results.get(`asked ${priority}`) ?? [];
    const base = median(all.map(({ none }) => none.p50));
    const say = (side: Watcher): string => {
      const times = all.flatMap((one) => one[side].all);
      const at = (share: number): string => us(quantile(times, share) - base);
      return `p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)} µs`;
    };
    return `${priority}: ours ${say('ours')}; fapolicyd ${say('fapolicyd')}`;
  });
  return `from an unknown file's question to its answer: ${lines.join(' | ')}`;
}

function costs(cpu: ReadonlyMap<string, CpuUse>): readonly string[] {
  return kinds.flatMap(({ key, text }) => {
    const use = cpu.get(key);
    if (use === undefined || use.starts === 0) return [];
    return [
      `CPU per start, ${text}: guard process ${us(use.ours / use.starts)} µs, fapolicyd ${us(use.fapolicyd / use.starts)} µs`,
    ];
  });
}

async function highestRate(stage: GuardStage): Promise<string> {
  const rates: Record<SideName, number[]> = { none: [], ours: [], fapolicyd: [], byHash: [] };
  const ms = 700;
  for (let number = 0; number < 5; number += 1) {
    for (const side of turned(stage.sides.slice(0, 3), number)) {
      const { extra } = await load(stage, side, 'plain', ['rate', String(ms), '/bin/true', '4']);
      rates[side.name].push((extra * 1000) / ms);
    }
  }
  const say = sideNames
    .slice(0, 3)
    .map((name) => `${name} ${median(rates[name]).toFixed(0)}/s`)
    .join(', ');
  return `highest rate of starts, 4 at a time: ${say}`;
}

async function denied(stage: GuardStage, guard: OurGuard): Promise<string> {
  const tries = 200;
  const { extra, p50, p99 } = await load(stage, stage.side('ours'), 'plain', [
    'denied',
    String(tries),
    '/home/person/banned',
  ]);
  const counts = await guard.counts();
  return `denied: ${extra} of ${tries} (EPERM), refused after p50 ${us(p50)}, p99 ${us(p99)} µs; the guard counts ${counts.denied}; ${aim(extra, '≥', tries)}`;
}

function memory(pid: number): string {
  const { pssMb, rssMb } = memoryOf(pid);
  return `RSS ${rssMb.toFixed(1)} MB, PSS ${pssMb.toFixed(1)} MB`;
}

/** Time on a processor of all its threads, in ns. */
function cpuNsOf(pid: number): number {
  const folder = `/proc/${pid}/task`;
  return readdirSync(folder)
    .map((thread) => Number(readFileSync(`${folder}/${thread}/schedstat`, 'latin1').split(' ')[0]))
    .reduce((sum, ns) => sum + ns, 0);
}

if (import.meta.main) for (const line of await benchGuard()) console.log(line);
