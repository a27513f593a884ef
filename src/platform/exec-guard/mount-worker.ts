/**
 * The thread that watches the mounts: sleeps until the kernel says that they changed, marks what is new before a program can be
 * started from it, hands on what may hang. It is raised to SCHED_RR 1, so it must stay short-winded.
 */
import { openSync, readFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { loadLibc } from '#platform/processes/libc.ts';
import { markMount, unreachable } from './mark-mount.ts';
import { isDesktopOwn, markableMounts, mountinfoParser, parseMountinfo, type Markable } from './mountinfo.ts';
import { mountNamespaceOf } from './mount-namespace.ts';
import { raiseThread } from '#platform/processes/thread-priority.ts';
import type { MountCommand, MountTable, MountWorkerStart, Unmarked } from './mount-messages.ts';

const POLLIN = 1;
const POLLPRI = 2;
/**
 * The kernel gives the id and the device of a mount that is gone to the next one, which then looks the same to us. A new mount is
 * always the last of the table, so that many are marked again at every change; everything is, some time after a change.
 */
const newestCount = 32;
const refreshMs = 1000;
/** Anybody may make a namespace with any number of mounts. */
const foreignMountLimit = 256;
const waitingLookLimit = 64;

// The main thread wrote it in this very version of the program: it is not parsed again.
const start = workerData as MountWorkerStart;
const libc = loadLibc();
const only = start.only?.map((point) => Buffer.from(point).toString('latin1'));
const ownTable = '/proc/self/mountinfo';
const parseOwn = mountinfoParser();

let closing = false;
/** Errno of each mount seen in the last look at our own table. */
let known = new Map<string, number>();
let marked = new Set<string>();
/** Devices in our own table that are the other gate's. */
let others = new Set<string>();
let told = '';
let refreshAt = Infinity;
const looks: number[] = [];

const post = (table: MountTable): void => parentPort?.postMessage(table);
const keyOf = ({ id, device, point }: Markable): string => `${id} ${device} ${point}`;
const isOurs = ({ gate }: Markable): boolean => gate === start.kind;
const remoteOf = (mounts: readonly Markable[]): MountTable['remote'] =>
  start.kind === 'remote'
    ? []
    : mounts
        .filter((mount) => !isOurs(mount))
        .map((mount) => ({ type: mount.type, isQuiet: isDesktopOwn(mount) }));

/** Marks the quick ones; `results` holds what is known of them, and takes what is found. */
function markQuick(
  mounts: readonly Markable[],
  root: string,
  results: {
    readonly before: ReadonlyMap<string, number>;
    readonly now: Map<string, number>;
    isRefresh: boolean;
  },
): { readonly marked: Set<string>; readonly unmarked: readonly Unmarked[] } {
  const done = new Set<string>();
  // The newest first: somebody may be about to start something there.
  const quick = mounts.filter(({ mayHang }) => !mayHang).toReversed();
  for (const [age, mount] of quick.entries()) {
    const key = keyOf(mount);
    const before = results.before.get(key);
    const found =
      before === undefined || age < newestCount || results.isRefresh
        ? markMount(libc, start.group, mount, root)
        : before;
    // What was marked and has since been mounted over is marked still.
    const code = before === 0 && found === unreachable ? 0 : found;
    results.now.set(key, code);
    if (code === 0) done.add(mount.device);
  }
  const unmarked = quick.filter(({ device }) => !done.has(device));
  return { marked: done, unmarked: unmarked.map(({ device, type }) => ({ device, type })) };
}

function takeOwnTable(isRefresh: boolean): void {
  const all = markableMounts(parseOwn(readFileSync(ownTable, 'latin1')), { only });
  const mounts = all.filter(isOurs);
  others = new Set(all.filter((mount) => !isOurs(mount)).map(({ device }) => device));
  const now = new Map<string, number>();
  const found = markQuick(mounts, '', { before: known, now, isRefresh });
  known = now;
  marked = found.marked;
  const slow = mounts.filter(({ mayHang }) => mayHang);
  const table = {
    ...{ pid: undefined, namespace: '', ...found },
    ...{ marked: [...marked], slow, remote: remoteOf(all) },
  };
  const text = JSON.stringify(table);
  // What may hang is marked again too when it is refreshed.
  if (text === told && !(isRefresh && slow.length > 0)) return;
  told = text;
  post(table);
}

function tableOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/mountinfo`, 'latin1');
  } catch {
    return undefined; // It has ended.
  }
}

function takeTableOf(pid: number): void {
  const namespace = mountNamespaceOf(pid);
  const table = namespace === mountNamespaceOf('self') ? undefined : tableOf(pid);
  if (namespace === undefined || table === undefined) return;
  const unseen = markableMounts(parseMountinfo(table), { only, isForeign: true }).filter(
    ({ device }) => !marked.has(device) && !others.has(device),
  );
  const ours = unseen.filter(isOurs);
  const mounts = ours.slice(0, foreignMountLimit);
  const found = markQuick(mounts, `/proc/${pid}/root`, {
    before: new Map(),
    now: new Map(),
    isRefresh: false,
  });
  // What lies below something remote is not looked for: there any number of threads could be made to hang.
  const left = [...ours.slice(foreignMountLimit), ...mounts.filter(({ isBelowRemote }) => isBelowRemote)];
  post({
    pid,
    namespace,
    marked: [...found.marked],
    unmarked: [...found.unmarked, ...left.map(({ device, type }) => ({ device, type }))],
    slow: mounts.filter(({ mayHang, isBelowRemote }) => mayHang && !isBelowRemote),
    remote: remoteOf(unseen).slice(0, foreignMountLimit),
  });
}

function obey(): void {
  for (;;) {
    const received = receiveMessageOnPort(start.commands);
    if (received === undefined) return;
    const command = received.message as MountCommand;
    switch (command.kind) {
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
  if (looks.length > 0) return 0;
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
      refreshAt = Math.min(refreshAt, performance.now() + refreshMs);
    }
    if (performance.now() >= refreshAt) {
      takeOwnTable(true);
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

// Never done by itself where a thread sleeps until its process is ended; nothing where the code is kept already.
flushCompileCache();
raiseThread(libc);
watch();
start.commands.close();
