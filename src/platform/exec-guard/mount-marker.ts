import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { loadLibc } from '#platform/processes/libc.ts';
import type { MountCommand, MountTable, MountWorkerStart } from './mount-messages.ts';
import { mountNamespaceOf } from './mount-namespace.ts';
import { kindName } from './mountinfo.ts';
import type { MountMarker, MountMarkerOptions, RemoteMounts } from './mounts-port.ts';
import { SlowMarks } from './slow-marks.ts';

const EFD_NONBLOCK_CLOEXEC = 0o4000 | 0o2000000;
const namespaceLimit = 64;
/** How often it is seen whether other namespaces are gone. */
const forgetEveryMs = 5000;
/** Kinds of FUSE file systems are named by whoever mounts them. */
const kindLimit = 16;

/** Rejects where the thread that watches the mounts cannot start. Resolves when all is marked that can be at once. */
export async function openMountMarker(options: MountMarkerOptions): Promise<MountMarker> {
  const marker = new LinuxMountMarker(options);
  try {
    await marker.settled;
    return marker;
  } catch (error) {
    await marker[Symbol.asyncDispose]();
    throw error;
  }
}

class LinuxMountMarker implements MountMarker {
  /** When all was marked for the first time that does not hang. */
  readonly settled: Promise<void>;
  readonly #options: MountMarkerOptions;
  readonly #libc = loadLibc();
  readonly #tables = new Map<string, MountTable>();
  readonly #slow: SlowMarks;
  readonly #worker: Worker;
  readonly #commands;
  readonly #wakeFd: number;
  readonly #leave = (): void => this.#command({ kind: 'close' });
  #unguarded: readonly string[] = [];
  #remote: RemoteMounts = { kinds: [], isWanted: false, pids: [] };
  #forgetting: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: MountMarkerOptions) {
    this.#options = options;
    this.#slow = new SlowMarks({ group: options.group, onChange: () => this.#tell() });
    this.#wakeFd = this.#libc.eventfd(0, EFD_NONBLOCK_CLOEXEC);
    if (this.#wakeFd < 0) throw new Error(`eventfd: errno ${this.#libc.lastErrno()}`);
    const { port1, port2 } = new MessageChannel();
    this.#commands = port1;
    port1.unref();
    const { group, kind, only } = options;
    const start: MountWorkerStart = { group, kind, only, commands: port2, wakeFd: this.#wakeFd };
    this.#worker = new Worker(new URL('./mount-worker.ts', import.meta.url), {
      name: 'mounts',
      workerData: start,
      transferList: [port2],
      trackUnmanagedFds: false,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
    });
    // A thread that sleeps in the kernel would hold up the end of the process for ever.
    process.once('exit', this.#leave);
    this.settled = this.#listen();
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      let isSettled = false;
      this.#worker.on('message', (table: MountTable) => {
        this.#take(table);
        isSettled = true;
        this.#worker.unref();
        resolve();
      });
      this.#worker.on('error', (error) => {
        // Without it new mounts would stay unmarked and nobody would know: the process must end and be started again.
        if (isSettled) throw error;
        reject(error instanceof Error ? error : new Error(String(error)));
      });
      this.#worker.once('exit', () => {
        if (this.#isClosed) return;
        const error = new Error('the thread that watches the mounts ended');
        if (isSettled) throw error;
        reject(error);
      });
    });
  }

  #take(table: MountTable): void {
    if (this.#isClosed) return;
    // The latest last, so that the oldest goes first.
    this.#tables.delete(table.namespace);
    this.#tables.set(table.namespace, table);
    this.#forgetEnded();
    const root = table.pid === undefined ? '' : `/proc/${table.pid}/root`;
    this.#slow.want(table.namespace, root, table.slow);
    this.#tell();
  }

  /** Namespaces whose process is gone, and the oldest of too many. The next look finds again what still lives. */
  #forgetEnded(): void {
    const others = [...this.#tables.values()].filter(({ pid }) => pid !== undefined);
    const tooMany = others.length - namespaceLimit;
    for (const [age, { pid, namespace }] of others.entries()) {
      if (age >= tooMany && pid !== undefined && mountNamespaceOf(pid) === namespace) continue;
      this.#tables.delete(namespace);
      this.#slow.forget(namespace);
    }
    clearTimeout(this.#forgetting);
    if (this.#tables.size < 2) return;
    this.#forgetting = setTimeout(() => {
      this.#forgetEnded();
      this.#tell();
    }, forgetEveryMs).unref();
  }

  #devices(): Set<string> {
    return new Set([
      ...[...this.#tables.values()].flatMap(({ marked }) => marked),
      ...this.#slow.in('marked').map(({ device }) => device),
    ]);
  }

  #tell(): void {
    const devices = this.#devices();
    const unmarked = [
      ...[...this.#tables.values()].flatMap((table) => table.unmarked),
      ...this.#slow.in('unmarked'),
    ].filter(({ device }) => !devices.has(device));
    const unguarded = kindsOf(unmarked);
    const remote = this.#remoteNow();
    if (JSON.stringify([unguarded, remote]) === JSON.stringify([this.#unguarded, this.#remote])) return;
    this.#unguarded = unguarded;
    this.#remote = remote;
    this.#options.onChange();
  }

  #remoteNow(): RemoteMounts {
    const tables = [...this.#tables.values()].filter(({ remote }) => remote.length > 0);
    const mounts = tables.flatMap(({ remote }) => remote);
    return {
      kinds: kindsOf(mounts),
      isWanted: mounts.some(({ isQuiet }) => !isQuiet),
      pids: tables.flatMap(({ pid }) => pid ?? []),
    };
  }

  #command(command: MountCommand): void {
    if (this.#isClosed && command.kind !== 'close') return;
    this.#commands.postMessage(command);
    this.#libc.write(this.#wakeFd, new Uint8Array(new BigUint64Array([1n]).buffer), 8);
  }

  unguarded(): readonly string[] {
    return this.#unguarded;
  }
  remote(): RemoteMounts {
    return this.#remote;
  }
  marked(): number {
    return this.#devices().size;
  }
  lookAt(pid: number): void {
    this.#command({ kind: 'look', pid });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#forgetting);
    process.off('exit', this.#leave);
    if (this.#worker.threadId !== -1) {
      this.#worker.ref();
      const ended = once(this.#worker, 'exit');
      this.#command({ kind: 'close' });
      await ended;
    }
    await this.#slow[Symbol.asyncDispose]();
    this.#commands.close();
    this.#libc.close(this.#wakeFd);
  }
}

const kindsOf = (mounts: readonly { readonly type: string }[]): readonly string[] =>
  [...new Set(mounts.map(({ type }) => kindName(type)))].toSorted().slice(0, kindLimit);
