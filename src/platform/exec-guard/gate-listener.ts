/**
 * The listener thread of a gate: answers the kernel from what is known, hands the rest to the judge, and answers for the judge where
 * that one is late.
 *
 * Every start on a marked file system waits for it. So it sleeps in `poll`, is raised to SCHED_RR 1, and opens nothing outside of
 * `/proc`: the descriptors that come with events ask nobody, a path might ask this very thread.
 */
import { flushCompileCache } from 'node:module';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { loadLibc } from '#platform/processes/libc.ts';
import { Asker } from './asker.ts';
import {
  eventFd,
  eventMask,
  eventPid,
  eventSize,
  eventLength,
  eventVersion,
  fanotify,
  metadataVersion,
  writeResponse,
} from './fanotify.ts';
import { FileLook, isSameInode, isSameStamp } from './file-look.ts';
import {
  gateState,
  refusalsUnderWayLimit,
  type GateCommand,
  type GateReport,
  type GateStart,
} from './gate-messages.ts';
import { askAgain, keepAllowed } from './gate-marks.ts';
import { everybody, known, KnownAnswers } from './known-answers.ts';
import { wantedFor } from './loader-name.ts';
import { openPathReader } from './open-path.ts';
import { protectedPath } from './protected-path.ts';
import { lowerThread, raiseThread } from '#platform/processes/thread-priority.ts';
import { sparing } from './spared-files.ts';
import { WaitingFiles } from './waiting-files.ts';

const POLLIN = 1;
const POLLNVAL = 0x20;
/** Reads before commands and deadlines get their turn again. */
const readsInARow = 8;

// The main thread wrote it in this very version of the program: it is not parsed again.
const start = workerData as GateStart;
const libc = loadLibc();
const asker = new Asker(libc, start.ownPids);
const look = new FileLook(libc);
const other = new FileLook(libc);
const pathOf = openPathReader(libc);
const howWanted = wantedFor(libc);
const isProtected = protectedPath(start.protectedPaths);
const answers = new KnownAnswers();
const waiting = new WaitingFiles(start.questions);
const state = new Int32Array(start.state);
let spared: ReturnType<typeof sparing> | undefined;
const standing: { readonly what: 'refuse' | 'probe'; readonly stamp: Uint32Array }[] = [];

const post = (report: GateReport): void => parentPort?.postMessage(report);
const count = (place: number): void => {
  Atomics.add(state, place, 1);
};

const responseBytes = new Uint8Array(8);
const response = new DataView(responseBytes.buffer);
/** Fails where the one who asked was killed meanwhile: nobody waits then. */
function respond(fd: number, isAllowed: boolean): void {
  writeResponse(response, fd, isAllowed);
  libc.write(start.groupFd, responseBytes, responseBytes.length);
}
function finish(fd: number, isAllowed: boolean): void {
  respond(fd, isAllowed);
  libc.close(fd);
}

const isOpening = (mask: number): boolean => (mask & fanotify.FAN_OPEN_EXEC_PERM) === 0;
/** What a file system in a person's hands says of owners and changes is that person's word. */
const isKept = (): boolean => start.kind === 'local' && look.isRootKept();
const keepInKernel = (fd: number): void => keepAllowed(libc, start.groupFd, { fd, flags: start.ignoreFlags });

function refuse(fd: number, pid: number, mask: number): void {
  count(gateState.denied);
  if (Atomics.load(state, gateState.refusalsUnderWay) >= refusalsUnderWayLimit) {
    finish(fd, false);
    return;
  }
  // Before the answer: after it the one who asked may be gone.
  asker.look(pid);
  const uid = asker.account;
  const path = pathOf(fd);
  const how = howWanted(pid, isOpening(mask));
  finish(fd, false);
  count(gateState.refusalsUnderWay);
  post({
    kind: 'refused',
    pid,
    uid,
    path,
    how,
    stamp: look.stamp.slice(),
  });
}

/** Root reads what it wants (packages, backups, scanners), and our own processes are never refused. */
function isExempt(pid: number, mask: number): boolean {
  asker.look(pid);
  return asker.isOwn || (isOpening(mask) && asker.account === 0);
}

/** Whether the file is one of the few that never reach the judge, and was answered. */
function answeredByStanding(fd: number, mask: number): boolean {
  for (const one of standing) {
    if (!isSameInode(one.stamp, look.stamp)) continue;
    if (one.what === 'refuse' && !isOpening(mask) && isSameStamp(one.stamp, look.stamp)) {
      count(gateState.denied);
      finish(fd, false);
      return true;
    }
    if (one.what === 'probe' && isOpening(mask)) {
      finish(fd, true);
      return true;
    }
  }
  return false;
}

/** Whether nobody has to look at the file: nothing that the judge would find could make it deny it. */
function isSpared(fd: number): boolean {
  if (spared === undefined || !isKept() || !spared.bySizeAndAge(look.stamp)) return false;
  const path = pathOf(fd);
  return spared.byPath(path) && lies(path);
}

/** Nobody waits for what comes after the answer. */
function allowForAll(fd: number): true {
  respond(fd, true);
  answers.remember(look.stamp, everybody, known.allow);
  keepInKernel(fd);
  // Written to between the look and the mark: the mark would hold for another content.
  if (!other.at(fd) || !isSameStamp(other.stamp, look.stamp)) askAgain(libc, start.groupFd, fd);
  libc.close(fd);
  return true;
}

/** False where nothing is known of the file and somebody must look at it. */
function answeredAtOnce(fd: number, pid: number, mask: number): boolean {
  if (!look.at(fd)) return false;
  if (standing.length > 0 && answeredByStanding(fd, mask)) return true;
  let verdict = answers.lookUp(look.stamp);
  if (verdict === known.unknown) return !isOpening(mask) && isSpared(fd) && allowForAll(fd);
  const isOfEverybody = verdict !== known.perAccount;
  if (!isOfEverybody) {
    asker.look(pid);
    verdict = answers.lookUpFor(look.stamp, asker.account);
  }
  if (verdict === known.unknown) return false;
  if (verdict === known.allow || isExempt(pid, mask)) {
    // Asked again although the kernel was to keep it: the mark was lost under memory pressure.
    if (verdict === known.allow && isOfEverybody && !isOpening(mask) && isKept()) keepInKernel(fd);
    finish(fd, true);
  } else refuse(fd, pid, mask);
  return true;
}

/** The path is what we see of it; in another mount namespace a bind mount may lend it to any of root's files. */
const lies = (path: string): boolean => other.atPath(path) && isSameStamp(other.stamp, look.stamp);

function isProtectedFile(fd: number): boolean {
  if (start.protectedPaths.length === 0) return false;
  const path = pathOf(fd);
  return isProtected(path) && lies(path);
}

function askTheJudge(fd: number, pid: number, mask: number): void {
  if (isExempt(pid, mask)) {
    finish(fd, true);
    return;
  }
  const hasStamp = look.at(fd);
  const kept = hasStamp && isKept();
  if (kept && isProtectedFile(fd)) {
    allowForAll(fd);
    return;
  }
  const uid = asker.account;
  if (hasStamp && waiting.isLate(look.stamp, uid)) {
    count(gateState.timedOut);
    finish(fd, true);
    return;
  }
  const file = { fd, pid, uid, isOpen: isOpening(mask), isKept: kept };
  const place = waiting.add(file, hasStamp ? look : undefined, performance.now() + start.deadlineMs);
  if (place === undefined) {
    count(gateState.crowded);
    finish(fd, true);
    return;
  }
  count(gateState.judged);
  // Somebody waits for the judge's thread as for this one, until it has taken up what was asked, or is late.
  if (Atomics.add(state, gateState.notTakenUp, 1) === 0) raiseThread(libc, start.judgeThread);
  post(place);
}

const bytes = new Uint8Array(eventLength * start.eventsAtATime);
const events = new DataView(bytes.buffer);
const later = new Int32Array(start.eventsAtATime);

/** First all that can be answered at once, so that nobody waits for a file that somebody must look at. */
function handle(length: number): void {
  let deferred = 0;
  for (let at = 0; at + eventLength <= length; at += eventSize(events, at)) {
    if (eventVersion(events, at) !== metadataVersion)
      throw new Error(`the kernel's events have version ${eventVersion(events, at)}`);
    const fd = eventFd(events, at);
    if (fd < 0) continue;
    count(gateState.asked);
    if (!answeredAtOnce(fd, eventPid(events, at), eventMask(events, at))) {
      later[deferred] = at;
      deferred += 1;
    }
  }
  for (let index = 0; index < deferred; index += 1) {
    const at = later[index] ?? 0;
    askTheJudge(eventFd(events, at), eventPid(events, at), eventMask(events, at));
  }
}

/** For deadlines: the judge closes the descriptor, which it may still read. */
function allowLate(fd: number): void {
  count(gateState.timedOut);
  respond(fd, true);
  lowerThread(libc, start.judgeThread);
}
const settle = (): number => (waiting.isEmpty ? -1 : waiting.settle(performance.now(), answers, allowLate));

function obey(): void {
  if (Atomics.exchange(state, gateState.commanded, 0) === 0) return;
  for (;;) {
    const received = receiveMessageOnPort(start.commands);
    if (received === undefined) return;
    const command = received.message as GateCommand;
    switch (command.kind) {
      case 'forget':
        settle(); // what was answered before must not come into the table afterwards
        answers.clear();
        waiting.forget();
        spared = undefined;
        break;
      case 'spare':
        spared = command.files === undefined ? undefined : sparing(command.files);
        break;
      case 'deny':
        answers.remember(command.stamp, command.uid, known.deny);
        break;
      case 'standing':
        standing.push({ what: command.what, stamp: command.stamp });
        break;
      default:
        command satisfies never;
    }
    post({ kind: 'obeyed', ticket: command.ticket });
  }
}

function listen(): void {
  const descriptors = new Uint8Array(16);
  const words = new Int32Array(descriptors.buffer);
  const halves = new Int16Array(descriptors.buffer);
  words[0] = start.groupFd;
  halves[2] = POLLIN;
  words[2] = start.wakeFd;
  halves[6] = POLLIN;
  const wakes = new Uint8Array(8);
  while (Atomics.load(state, gateState.closing) === 0) {
    obey();
    libc.poll(descriptors, 2, settle());
    if (((halves[3] ?? 0) & POLLNVAL) !== 0) throw new Error('its descriptor was closed');
    if (halves[7] !== 0) libc.read(start.wakeFd, wakes, wakes.length);
    for (let reads = 0; halves[3] !== 0 && reads < readsInARow; reads += 1) {
      obey();
      settle(); // an answer given before this start must be known to it
      const length = libc.read(start.groupFd, bytes, bytes.length);
      if (length > 0) handle(length);
      if (length < bytes.length) break;
    }
  }
}

const practiceTimes = 300;
const anything = { within: ['/'], except: [], belowBytes: 1, changedBefore: 1, namesBeginning: [] };

/** Code that has never run takes several times as long: whoever starts programs first would pay. Looks at nothing but our own. */
function practise(): void {
  const filter = sparing({ ...anything, paths: new Set(), names: new Set() });
  for (let time = 0; time < practiceTimes; time += 1) {
    asker.look(process.pid);
    look.at(start.wakeFd);
    answers.lookUp(look.stamp);
    answers.lookUpFor(look.stamp, asker.account);
    filter.bySizeAndAge(look.stamp);
    filter.byPath(`/${pathOf(start.wakeFd)}`);
    isProtected('/');
    lies('/proc/self');
    isKept();
  }
}

practise();
// Never done by itself where a thread sleeps until its process is ended; nothing where the code is kept already.
flushCompileCache();
raiseThread(libc);
post({ kind: 'ready' });
listen();
start.commands.close();
