/**
 * The listener thread: hears every exec from the kernel, ends armed programs, tells the main thread of the rest.
 *
 * It sleeps in `poll`, never in its event loop, and is raised to SCHED_RR 1 so that a busy machine does not delay it. So it
 * must stay short-winded: no log, no network, no waiting, nothing that another thread could hold up.
 */
import { receiveMessageOnPort, parentPort, workerData } from 'node:worker_threads';
import { ArmedCopies } from './armed-copies.ts';
import { armedFor, armedForAccount, armedTable, type ArmedTable } from './armed-table.ts';
import { errno, loadLibc, pidfdOpen, pidfdSendSignal } from './libc.ts';
import {
  counter,
  type ListenerCommand,
  type ListenerReport,
  type ListenerStart,
} from './listener-messages.ts';
import type { ArmedProgram, ProcessEvent, ProcessSnapshot } from './port.ts';
import { connector, eventKind, eventLength, eventProcess, eventTime } from './proc-connector.ts';
import { parseRealUid, parseStat, withoutDeletedMark, type ProcStat } from './proc-stat.ts';
import { fileReader, sameStamp } from './stamp-now.ts';
import { subscribe } from './subscribe.ts';
import { raiseThread } from './thread-priority.ts';
import type { FileStamp } from '#platform/program-identity/port.ts';

const SIGKILL = 9;
const POLLIN = 1;
/** Reports closer together than this travel in one message. */
const gatherMs = 10;
/** Announcements taken before commands and reports get their turn again. */
const drainLimit = 128;
const firstProcess = 1;

// The main thread wrote it in this very version of the program: `ListenerStart` is not parsed again.
const start = workerData as ListenerStart;
const libc = loadLibc();
const fileNow = fileReader(libc);
const stampOf = (path: string): FileStamp | undefined => fileNow(path)?.stamp;
const copies = new ArmedCopies(libc);
const counters = new Uint32Array(start.counters);
const timings = start.timings === undefined ? undefined : new Float64Array(start.timings);
/** CLOCK_MONOTONIC in ns where this thread's performance clock is zero; the first readings load code and are late. */
const monotonicOrigin = Math.max(
  ...Array.from({ length: 8 }, () => Number(process.hrtime.bigint()) - performance.now() * 1e6),
);
const monotonicNow = (): number => monotonicOrigin + performance.now() * 1e6;

const text = Buffer.alloc(4096);
let armed: ArmedTable = new Map();
let spared: ReadonlySet<number> = new Set();
let watching = false;
let closing = false;
let pending: ProcessEvent[] = [];
let sentAt = 0;

const post = (report: ListenerReport): void => parentPort?.postMessage(report);
const count = (place: number): void => {
  Atomics.add(counters, place, 1);
};

function readSmall(path: string): string | undefined {
  const fd = libc.open(path, 0o2000000, 0);
  if (fd < 0) return undefined;
  const length = libc.read(fd, text, text.length);
  libc.close(fd);
  return length <= 0 ? undefined : text.toString('latin1', 0, length);
}

function statOf(pid: number): ProcStat | undefined {
  const line = readSmall(`/proc/${pid}/stat`);
  return line === undefined ? undefined : parseStat(line);
}

/** The folder's owner is the account, but root for what runs with root's rights on behalf of somebody else. */
const ownerOf = (pid: number): number => fileNow(`/proc/${pid}`)?.uid ?? 0;

function accountOf(pid: number): number {
  const owner = ownerOf(pid);
  if (owner !== 0) return owner;
  const status = readSmall(`/proc/${pid}/status`);
  return (status === undefined ? undefined : parseRealUid(status)) ?? 0;
}

/**
 * This process and those it hangs from must never be ended, whatever is armed. Found beforehand, because every read delays
 * the kill; and found again whenever the table changes and after every kill, because a parent may end.
 */
function ownAncestors(): ReadonlySet<number> {
  const found = new Set([firstProcess]);
  let ancestor = process.pid;
  while (ancestor > firstProcess && !found.has(ancestor)) {
    found.add(ancestor);
    ancestor = statOf(ancestor)?.parent ?? firstProcess;
  }
  return found;
}

/** An armed program, the file by which it was known, and whose it is: 0 where a closer look is needed. */
type Armed = { readonly program: ArmedProgram; readonly file: FileStamp; readonly owner: number };

/** Ends the process by a descriptor that cannot come to mean another one, if it still is the armed program. */
function stop(pid: number, { file }: Armed): boolean {
  const pidfd = pidfdOpen(libc, pid);
  if (pidfd < 0) return false;
  const now = stampOf(`/proc/${pid}/exe`);
  const sent = now !== undefined && sameStamp(now, file) && pidfdSendSignal(libc, pidfd, SIGKILL) === 0;
  libc.close(pidfd);
  return sent;
}

/** The entry that answers for this process, if it is armed at all. Reads the real account only where that matters. */
function armedEntry(pid: number): Armed | undefined {
  if (armed.size === 0 || spared.has(pid)) return undefined;
  const file = stampOf(`/proc/${pid}/exe`);
  if (file === undefined) return undefined;
  const same = armedFor(armed, file);
  const candidates = same.length > 0 ? same : copies.of(pid, file);
  if (candidates.length === 0) return undefined;
  // Asked now because it costs little: once it is killed, its parent may forget it at any moment.
  const owner = ownerOf(pid);
  const program =
    candidates.find(({ uids }) => uids === 'all') ??
    armedForAccount(candidates, owner === 0 ? accountOf(pid) : owner);
  return program && { program, file, owner };
}

/** Undefined for a process without a program: it has ended, or is not ours to look at. */
function nameOf(pid: number): Pick<ProcessSnapshot, 'exe' | 'nameless'> | undefined {
  const length = libc.readlink(`/proc/${pid}/exe`, text, text.length);
  if (length > 0 && length < text.length)
    return { exe: withoutDeletedMark(text.toString('utf8', 0, length)) };
  return length > 0 || libc.lastErrno() === errno.ENAMETOOLONG ? { nameless: true } : undefined;
}

function answer(pid: number, execAt: number): ProcessEvent | undefined {
  const name = nameOf(pid);
  if (name === undefined) return undefined;
  const knownAfterNs = monotonicNow() - execAt;
  const match = armedEntry(pid);
  // The kill comes first: a dead process can still be read until its parent has taken note.
  const stopped = match !== undefined && stop(pid, match);
  const goneAfterNs = monotonicNow() - execAt;
  if (timings !== undefined) timings[Atomics.add(counters, counter.timed, 1) % timings.length] = knownAfterNs;
  const stat = statOf(pid);
  if (stat === undefined && !stopped) return undefined;
  const snapshot: ProcessSnapshot = {
    pid,
    startTicks: stat?.startTicks ?? 0n,
    parent: stat?.parent ?? 0,
    uid: match === undefined || match.owner === 0 ? accountOf(pid) : match.owner,
    ...name,
    startedAt: Date.now() - knownAfterNs / 1e6,
  };
  if (!stopped) return { kind: 'started', process: snapshot };
  count(counter.stopped);
  spared = ownAncestors();
  return { kind: 'stopped', process: snapshot, token: match.program.token, knownAfterNs, goneAfterNs };
}

function drain(fd: number, buffer: Uint8Array, event: DataView): void {
  for (let taken = 0; taken < drainLimit; taken += 1) {
    const length = libc.recv(fd, buffer, buffer.length, 0);
    if (length < 0) {
      const code = libc.lastErrno();
      if (code === errno.EINTR) continue;
      if (code === errno.ENOBUFS) {
        count(counter.lost);
        if (watching) pending.push({ kind: 'lost' });
        continue;
      }
      return;
    }
    if (!watching || length < eventLength || eventKind(event) !== connector.PROC_EVENT_EXEC) continue;
    count(counter.announced);
    const report = answer(eventProcess(event), eventTime(event));
    if (report === undefined) count(counter.vanished);
    else pending.push(report);
  }
}

function obey(): void {
  for (;;) {
    const received = receiveMessageOnPort(start.commands);
    if (received === undefined) return;
    const command = received.message as ListenerCommand;
    switch (command.kind) {
      case 'watch':
        watching = true;
        break;
      case 'arm':
        armed = armedTable(command.programs);
        copies.arm(command.programs);
        spared = ownAncestors();
        post({ kind: 'armed', ticket: command.ticket });
        break;
      case 'close':
        closing = true;
        break;
      default:
        command satisfies never;
    }
  }
}

function listen(fd: number): void {
  const descriptors = new Uint8Array(16);
  const words = new Int32Array(descriptors.buffer);
  const halves = new Int16Array(descriptors.buffer);
  words[0] = fd;
  halves[2] = POLLIN;
  words[2] = start.wakeFd;
  halves[6] = POLLIN;
  const buffer = new Uint8Array(512);
  const event = new DataView(buffer.buffer);
  const wakes = new Uint8Array(8);
  while (!closing) {
    const wait = pending.length === 0 ? -1 : Math.max(0, Math.ceil(sentAt + gatherMs - performance.now()));
    libc.poll(descriptors, 2, wait);
    if (halves[3] !== 0) drain(fd, buffer, event);
    if (halves[7] !== 0) {
      libc.read(start.wakeFd, wakes, wakes.length);
      obey();
    }
    const now = performance.now();
    if (pending.length >= drainLimit || (pending.length > 0 && now >= sentAt + gatherMs)) {
      post({ kind: 'events', events: pending });
      pending = [];
      sentAt = now;
    }
  }
}

const subscribed = subscribe(libc, start.receiveBufferBytes);
if (subscribed.ok) {
  const raised = raiseThread(libc);
  post({ kind: 'ready', raised, filtered: subscribed.filtered });
  listen(subscribed.fd);
  libc.close(subscribed.fd);
} else post({ kind: 'unavailable', why: subscribed.why });
start.commands.close();
