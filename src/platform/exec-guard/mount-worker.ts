/**
 * The thread that watches the mounts: sleeps until the kernel says that they changed, marks what is new before a program can be
 * started from it, hands on what may hang. It is raised to SCHED_RR 1, so it must stay short-winded.
 */
import { openSync, readFileSync, readlinkSync } from 'node:fs';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { loadLibc } from '#platform/processes/libc.ts';
import { markMount } from './mark-mount.ts';
import { markableMounts, parseMountinfo, type Markable } from './mountinfo.ts';
import type { MountCommand, MountReport, MountWorkerStart, Unmarked } from './mount-messages.ts';

const SCHED_RR_RESET_ON_FORK = 2 | 0x40000000;
const POLLIN = 1;
const POLLPRI = 2;
/** After a change everything is marked again, at most this often: ids and devices of what is gone are given away again. */
const refreshMs = 1000;
/** Anybody may make a namespace with any number of mounts. */
const foreignMountLimit = 256;
const waitingLookLimit = 64;

// The main thread wrote it in this very version of the program: it is not parsed again.
const start = workerData as MountWorkerStart;
const libc = loadLibc();
const only = start.only?.map((point) => Buffer.from(point).toString('latin1'));
const ownTable = '/proc/self/mountinfo';

let group: number | undefined;
let isGateWanted = false;
let closing = false;
/** Errno of each mount seen in the last look at our own table. */
let known = new Map<string, number>();
let marked = new Set<string>();
let told = '';
let refreshAt = Infinity;
let refreshedAt = -Infinity;
const looks: number[] = [];

const post = (report: MountReport): void => parentPort?.postMessage(report);
const keyOf = ({ id, device, point }: Markable): string => `${id} ${device} ${point}`;

/** Marks the quick ones; `results` holds what is known of them, and takes what is found. */
function markQuick(
  mounts: readonly Markable[],
  root: string,
  results: { readonly before: ReadonlyMap<string, number>; readonly now: Map<string, number> },
): { readonly marked: Set<string>; readonly unmarked: readonly Unmarked[] } {
  const done = new Set<string>();
  const quick = mounts.filter(({ mayHang }) => !mayHang);
  for (const mount of quick) {
    const key = keyOf(mount);
    const code = results.before.get(key) ?? markMount(libc, group ?? -1, mount, root);
    results.now.set(key, code);
    if (code === 0) done.add(mount.device);
  }
  const unmarked = quick.filter(({ device }) => !done.has(device));
  return { marked: done, unmarked: unmarked.map(({ device, type }) => ({ device, type })) };
}

function takeOwnTable(isRefresh: boolean): void {
  const mounts = markableMounts(parseMountinfo(readFileSync(ownTable, 'latin1')), { only });
  if (group === undefined && mounts.some(({ mayHang }) => !mayHang)) {
    if (!isGateWanted) post({ kind: 'gate-wanted' });
    isGateWanted = true;
    return;
  }
  const now = new Map<string, number>();
  const found = markQuick(mounts, '', { before: isRefresh ? new Map() : known, now });
  known = now;
  marked = found.marked;
  const slow = mounts.filter(({ mayHang }) => mayHang);
  const table = { pid: undefined, namespace: '', ...found, marked: [...marked], slow };
  const text = JSON.stringify(table);
  // What may hang is marked again too when it is refreshed.
  if (text === told && !(isRefresh && slow.length > 0)) return;
  told = text;
  post({ kind: 'table', ...table });
}

function takeTableOf(pid: number): void {
  let namespace: string;
  let table: string;
  try {
    namespace = readlinkSync(`/proc/${pid}/ns/mnt`);
    if (namespace === readlinkSync('/proc/self/ns/mnt')) return;
    table = readFileSync(`/proc/${pid}/mountinfo`, 'latin1');
  } catch {
    return; // It has ended.
  }
  const unseen = markableMounts(parseMountinfo(table), { only, isForeign: true }).filter(
    ({ device }) => !marked.has(device),
  );
  const mounts = unseen.slice(0, foreignMountLimit);
  if (group === undefined && mounts.some(({ mayHang }) => !mayHang)) {
    if (!isGateWanted) post({ kind: 'gate-wanted' });
    isGateWanted = true;
    looks.push(pid);
    return;
  }
  const found = markQuick(mounts, `/proc/${pid}/root`, { before: new Map(), now: new Map() });
  // What lies below something remote is not looked for: there any number of threads could be made to hang.
  const left = [...unseen.slice(foreignMountLimit), ...mounts.filter(({ isBelowRemote }) => isBelowRemote)];
  post({
    kind: 'table',
    pid,
    namespace,
    marked: [...found.marked],
    unmarked: [...found.unmarked, ...left.map(({ device, type }) => ({ device, type }))],
    slow: mounts.filter(({ mayHang, isBelowRemote }) => mayHang && !isBelowRemote),
  });
}

function obey(): void {
  for (;;) {
    const received = receiveMessageOnPort(start.commands);
    if (received === undefined) return;
    const command = received.message as MountCommand;
    switch (command.kind) {
      case 'gate':
        group = command.group;
        takeOwnTable(false);
        break;
      case 'look':
        if (looks.length < waitingLookLimit) looks.push(command.pid);
        break;
      case 'close':
        closing = true;
        break;
      default:
        command satisfies never;
    }
  }
}

function wait(): number {
  if (looks.length > 0 && (group !== undefined || !isGateWanted)) return 0;
  return refreshAt === Infinity ? -1 : Math.max(0, Math.ceil(refreshAt - performance.now()));
}

function watch(): void {
  // A table that is open is told of every change since the last poll.
  const tableFd = openSync(ownTable, 'r');
  const descriptors = new Uint8Array(16);
  const words = new Int32Array(descriptors.buffer);
  const halves = new Int16Array(descriptors.buffer);
  words[0] = tableFd;
  halves[2] = POLLPRI;
  words[2] = start.wakeFd;
  halves[6] = POLLIN;
  const wakes = new Uint8Array(8);
  takeOwnTable(false);
  while (!closing) {
    libc.poll(descriptors, 2, wait());
    if (((halves[3] ?? 0) & POLLPRI) !== 0) {
      takeOwnTable(false);
      refreshAt = Math.min(refreshAt, Math.max(performance.now(), refreshedAt + refreshMs));
    }
    if (performance.now() >= refreshAt) {
      takeOwnTable(true);
      refreshedAt = performance.now();
      refreshAt = Infinity;
    }
    if (halves[7] !== 0) {
      libc.read(start.wakeFd, wakes, wakes.length);
      obey();
    }
    // One at a time: what is mounted here comes first.
    const pid = wait() === 0 ? looks.shift() : undefined;
    if (pid !== undefined) takeTableOf(pid);
  }
  libc.close(tableFd);
}

libc.schedSetscheduler(0, SCHED_RR_RESET_ON_FORK, new Uint8Array(new Int32Array([1]).buffer));
watch();
start.commands.close();
