import { readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import type { ProcessRef, ProcessSnapshot } from './port.ts';
import {
  hasEnded,
  parseRealUid,
  parseStat,
  ticksToMs,
  withoutDeletedMark,
  type ProcStat,
} from './proc-stat.ts';

/** Whatever the kernel refuses about one process is that process's affair: the others are read all the same. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

export function statOf(pid: number): ProcStat | undefined {
  const line = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  return line === undefined ? undefined : parseStat(line);
}

function exeOf(pid: number): Pick<ProcessSnapshot, 'exe' | 'nameless'> {
  try {
    return { exe: withoutDeletedMark(readlinkSync(`/proc/${pid}/exe`)) };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return error.code === 'ENAMETOOLONG' ? { nameless: true } : {};
  }
}

/** The folder's owner is the account, but root for what runs with root's rights on behalf of somebody else. */
function uidOf(pid: number): number | undefined {
  const owner = attempt(() => statSync(`/proc/${pid}`))?.uid;
  if (owner !== 0) return owner;
  const status = attempt(() => readFileSync(`/proc/${pid}/status`, 'latin1'));
  return status === undefined ? undefined : parseRealUid(status);
}

/** Epoch ms at which this system was started. */
export const bootedAt = (): number =>
  Date.now() - Number(readFileSync('/proc/uptime', 'latin1').split(' ', 1)[0]) * 1000;

export function snapshotOf(pid: number, booted: number): ProcessSnapshot | undefined {
  const stat = statOf(pid);
  const uid = uidOf(pid);
  if (stat === undefined || uid === undefined || hasEnded(stat)) return undefined;
  return {
    pid,
    startTicks: stat.startTicks,
    parent: stat.parent,
    uid,
    ...exeOf(pid),
    startedAt: Math.round(booted + ticksToMs(stat.startTicks)),
  };
}

export const pidsNow = (): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => name.charCodeAt(0) >= 49 && name.charCodeAt(0) <= 57)
    .map(Number);

/** Everything that runs now, zombies left out. About 35 µs a process. */
export function sweepProc(): readonly ProcessSnapshot[] {
  const booted = bootedAt();
  const found: ProcessSnapshot[] = [];
  for (const pid of pidsNow()) {
    const snapshot = snapshotOf(pid, booted);
    if (snapshot !== undefined) found.push(snapshot);
  }
  return found;
}

export function isAlive(process: ProcessRef): boolean {
  const stat = statOf(process.pid);
  return stat !== undefined && stat.startTicks === process.startTicks && !hasEnded(stat);
}

export type Parented = ProcessRef & { readonly parent: number };

/** Children, grandchildren and so on of `root` among `all`, nearest first. */
export function descendantsAmong(all: Iterable<Parented>, root: ProcessRef): readonly ProcessRef[] {
  const children = new Map<number, Parented[]>();
  for (const process of all) {
    const siblings = children.get(process.parent);
    if (siblings === undefined) children.set(process.parent, [process]);
    else siblings.push(process);
  }
  const found: ProcessRef[] = [];
  const seen = new Set([root.pid]);
  const queue = [root.pid];
  for (let parent = queue.shift(); parent !== undefined; parent = queue.shift()) {
    for (const { pid, startTicks } of children.get(parent) ?? []) {
      if (seen.has(pid)) continue;
      seen.add(pid);
      found.push({ pid, startTicks });
      queue.push(pid);
    }
  }
  return found;
}

export function descendantsOf(process: ProcessRef): readonly ProcessRef[] {
  if (!isAlive(process)) return [];
  const all: Parented[] = [];
  for (const pid of pidsNow()) {
    const stat = statOf(pid);
    if (stat !== undefined && !hasEnded(stat)) all.push({ pid, ...stat });
  }
  return descendantsAmong(all, process);
}
