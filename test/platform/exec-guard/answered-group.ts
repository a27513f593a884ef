import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { fanotify } from '#platform/exec-guard/fanotify.ts';
import { loadLibc } from '#platform/processes/libc.ts';

/** A fanotify group of our own, all of whose questions are answered with yes by a thread. */
export class AnsweredGroup implements AsyncDisposable {
  readonly #libc = loadLibc();
  readonly #wakeFd = this.#libc.eventfd(0, 0o2000000);
  readonly #asked = new SharedArrayBuffer(4);
  readonly #worker: Worker;
  readonly fd: number;

  constructor() {
    const flags =
      fanotify.FAN_CLOEXEC |
      fanotify.FAN_NONBLOCK |
      fanotify.FAN_CLASS_CONTENT |
      fanotify.FAN_UNLIMITED_QUEUE |
      fanotify.FAN_UNLIMITED_MARKS;
    this.fd = this.#libc.fanotifyInit(flags, fanotify.eventFlags);
    if (this.fd < 0) throw new Error(`fanotify_init: errno ${this.#libc.lastErrno()}`);
    this.#worker = new Worker(new URL('./answering-thread.ts', import.meta.url), {
      workerData: { group: this.fd, wakeFd: this.#wakeFd, asked: this.#asked },
      trackUnmanagedFds: false,
      execArgv: [],
    });
  }

  asked(): number {
    return Atomics.load(new Int32Array(this.#asked), 0);
  }

  /** Devices with a mark, as `major:minor`, sorted: what the kernel says. */
  devices(): string[] {
    const marks = readFileSync(this.fdinfo(), 'utf8').matchAll(/^fanotify sdev:([0-9a-f]+) /gm);
    return [...marks]
      .map(([, sdev = '']) => Number.parseInt(sdev, 16))
      .map((device) => `${device >>> 20}:${device & 0xf_ffff}`)
      .toSorted();
  }

  fdinfo(): string {
    return `/proc/${process.pid}/fdinfo/${this.fd}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#worker, 'exit');
    // Whoever waits goes on when the group is closed; the thread first, it holds the group open while it reads.
    this.#libc.write(this.#wakeFd, new Uint8Array(new BigUint64Array([1n]).buffer), 8);
    await ended;
    this.#libc.close(this.fd);
    this.#libc.close(this.#wakeFd);
  }
}
