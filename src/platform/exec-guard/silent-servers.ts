import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markableMounts, parseMountinfo } from './mountinfo.ts';

/** The kernel's door to FUSE connections (filesystems/fuse/fuse.rst), mounted by systemd; a folder for each, by its device's minor number. */
const connections = '/sys/fs/fuse/connections';

/**
 * Finds file servers that have taken a request and do not answer it, and cuts them off. A thread that waits for one is ended by no
 * signal (fs/fuse/dev.c, `request_wait_answer`), and while one thread of a guard process is left, so are its marks: whoever starts
 * something there would wait for as long as that server likes. Such a mount answers ENOTCONN from then on.
 */
export class SilentServers {
  readonly #only: readonly string[] | undefined;
  #before = new Set<string>();

  constructor(only: readonly string[] | undefined) {
    this.#only = only?.map((point) => Buffer.from(point).toString('latin1'));
  }

  /** Cuts off what had not answered at the call before either; how many. Where the door is not there it finds none. */
  cutOff(): number {
    const now = new Set(this.#fuseMinors().filter(isWaited));
    const silent = [...now].filter((minor) => this.#before.has(minor));
    for (const minor of silent) abort(minor);
    this.#before = now;
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
