import { readdirSync, readlinkSync } from 'node:fs';
import { pidfdGetfd, pidfdOpen, type Libc } from '#platform/processes/libc.ts';
import { eventFd, eventLength, eventSize, fanotify, readLength, writeResponse } from './fanotify.ts';

/** What a process that is being ended asks with, held open by us until all have gone on. */
export type LettingGo = Disposable & {
  /** Allows everybody who waits now. To be called when the process is ended and, for what its thread had just read, once more a little later. */
  readonly allowAll: () => void;
};

/**
 * Takes the marks of a local gate's process away, so that nobody is asked any more, and holds what is needed to answer those who were.
 * Ending the process is not enough: while one of its threads waits for a disk that does not answer, no signal ends that thread, and what
 * the process has open stays open, so that all starts would wait as long. Finds nothing where the process has no group, or has ended.
 */
export function letGo(libc: Libc, pid: number): LettingGo {
  const held = descriptorsOf(pid);
  const process = pidfdOpen(libc, pid);
  const groups = held
    .filter(({ leadsTo }) => process >= 0 && leadsTo === 'anon_inode:[fanotify]')
    .map(({ fd }) => pidfdGetfd(libc, process, fd))
    .filter((group) => group >= 0);
  if (process >= 0) libc.close(process);
  for (const group of groups) flush(libc, group);
  const highest = Math.max(0, ...held.map(({ fd }) => fd)) + reserve;
  return {
    allowAll: () => {
      for (const group of groups) {
        // The kernel knows who waits by the descriptor that came with the question; for all others it answers ENOENT.
        for (let fd = 0; fd <= highest; fd += 1) allow(libc, group, fd);
        allowUnread(libc, group);
      }
    },
    [Symbol.dispose]: () => {
      for (const group of groups) libc.close(group);
    },
  };
}
/** One read of a gate opens at most 170 more. */
const reserve = 200;

type Held = { readonly fd: number; readonly leadsTo: string };

function descriptorsOf(pid: number): readonly Held[] {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).map((name) => ({ fd: Number(name), leadsTo: targetOf(`${folder}/${name}`) }));
  } catch (error) {
    if (error instanceof Error && 'code' in error) return []; // it has ended
    throw error;
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return ''; // closed meanwhile
    throw error;
  }
}

function flush(libc: Libc, group: number): void {
  const { AT_FDCWD, FAN_MARK_FILESYSTEM, FAN_MARK_FLUSH } = fanotify;
  for (const kind of [FAN_MARK_FILESYSTEM, 0])
    libc.fanotifyMark(group, FAN_MARK_FLUSH | kind, 0, AT_FDCWD, '/');
}

const response = new DataView(new ArrayBuffer(8));
function allow(libc: Libc, group: number, fd: number): void {
  writeResponse(response, fd, true);
  libc.write(group, new Uint8Array(response.buffer), response.byteLength);
}

/** Questions that nobody has read yet. No more come: the marks are gone. */
function allowUnread(libc: Libc, group: number): void {
  const events = new Uint8Array(readLength);
  const view = new DataView(events.buffer);
  for (let length = libc.read(group, events, readLength); length >= eventLength;) {
    for (let at = 0; at + eventLength <= length; at += eventSize(view, at)) {
      const fd = eventFd(view, at);
      if (fd < 0) continue;
      allow(libc, group, fd);
      libc.close(fd);
    }
    length = libc.read(group, events, readLength);
  }
}
