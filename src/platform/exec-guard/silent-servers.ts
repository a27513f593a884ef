import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markableMounts, parseMountinfo } from './mountinfo.ts';

/** The kernel's door to FUSE connections (filesystems/fuse/fuse.rst), mounted by systemd; a folder for each, by its device's minor number. */
const connections = '/sys/fs/fuse/connections';
const looksNeeded = 5;

/**
 * Finds file servers that have taken a request and do not answer it, and cuts them off. A thread that waits for one is ended by no
 * signal (fs/fuse/dev.c, `request_wait_answer`), and while one thread of a guard process is left, so are its marks: whoever starts
 * something there would wait for as long as that server likes. Such a mount answers ENOTCONN from then on.
 */
export class SilentServers {
  readonly #only: readonly string[] | undefined;
  /** For how many looks in a row each was waited for. */
  #waited = new Map<string, number>();

  constructor(only: readonly string[] | undefined) {
    this.#only = only?.map((point) => Buffer.from(point).toString('latin1'));
  }

  /**
   * Cuts off what was waited for at each of the last five calls: a server that works is seen idle now and then. How many; where the
   * door is not there it finds none.
   */
  cutOff(): number {
    const waited = this.#fuseMinors().filter(isWaited);
    this.#waited = new Map(waited.map((minor) => [minor, (this.#waited.get(minor) ?? 0) + 1]));
    const silent = waited.filter((minor) => (this.#waited.get(minor) ?? 0) >= looksNeeded);
    for (const minor of silent) abort(minor);
    return silent.length;
  }

  #fuseMinors(): string[] {
    const mounts = parseMountinfo(readFileSync('/proc/self/mountinfo', 'latin1'));
    return markableMounts(mounts, { only: this.#only })
      .filter(({ type }) => type === 'fuse' || type.startsWith('fuse.'))
      .map(({ device }) => device.replace(/^0:/, ''));
  }
}

function isWaited(minor: string): boolean {
  try {
    return Number(readFileSync(join(connections, minor, 'waiting'), 'latin1')) > 0;
  } catch {
    return false; // it is gone, or the door is not there
  }
}

function abort(minor: string): void {
  try {
    writeFileSync(join(connections, minor, 'abort'), '1');
  } catch {
    // It has gone by itself.
  }
}
