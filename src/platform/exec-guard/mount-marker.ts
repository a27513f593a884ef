import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { loadLibc } from '#platform/processes/libc.ts';
import type { GateKind } from './gate-port.ts';
import type { MountCommand, MountReport, MountTable, MountWorkerStart } from './mount-messages.ts';
import { mountNamespaceOf } from './mount-namespace.ts';
import { kindName } from './mountinfo.ts';
import type { MountMarker, MountMarkerOptions } from './mounts-port.ts';
import { SlowMarks } from './slow-marks.ts';

const EFD_NONBLOCK_CLOEXEC = 0o4000 | 0o2000000;
/** No descriptor: the kernel refuses marks with it. */
const noGroup = -1;
const namespaceLimit = 64;
/** How often it is seen whether other namespaces are gone. */
const forgetEveryMs = 5000;
/** Kinds of FUSE file systems are named by whoever mounts them. */
const kindLimit = 16;

/** Rejects where the thread that watches the mounts cannot start, or a gate cannot be opened. */
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
  /** When all local mounts were marked for the first time. */
  readonly settled: Promise<void>;
  readonly #options: MountMarkerOptions;
  readonly #libc = loadLibc();
  readonly #gates = new Map<GateKind, Promise<number>>();
  readonly #tables = new Map<string, MountTable>();
  readonly #slow: SlowMarks;
  readonly #worker: Worker;
  readonly #commands;
  readonly #wakeFd: number;
  readonly #leave = (): void => this.#command({ kind: 'close' });
  #unguarded: readonly string[] = [];
  #forgetting: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: MountMarkerOptions) {
    this.#options = options;
    this.#slow = new SlowMarks({ gateFor: (kind) => this.#gateFor(kind), onChange: () => this.#tell() });
    this.#wakeFd = this.#libc.eventfd(0, EFD_NONBLOCK_CLOEXEC);
    if (this.#wakeFd < 0) throw new Error(`eventfd: errno ${this.#libc.lastErrno()}`);
    const { port1, port2 } = new MessageChannel();
    this.#commands = port1;
    port1.unref();
    const start: MountWorkerStart = { commands: port2, wakeFd: this.#wakeFd, only: options.only };
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
      this.#worker.on('message', (report: MountReport) => {
        if (report.kind === 'gate-wanted') {
          const { gate } = report;
          const opened = this.#gateFor(gate).then((group) => this.#command({ kind: 'gate', gate, group }));
          opened.catch((error: unknown) => {
            // What it would have marked is told as unguarded; without the local one there is nothing to begin with.
            this.#command({ kind: 'gate', gate, group: noGroup });
            if (gate === 'local') reject(error instanceof Error ? error : new Error(String(error)));
          });
          return;
        }
        this.#take(report);
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

  #gateFor(kind: GateKind): Promise<number> {
    const opened = this.#gates.get(kind) ?? this.#options.gateFor(kind);
    this.#gates.set(kind, opened);
    return opened;
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
    const kinds = [...new Set(unmarked.map(({ type }) => kindName(type)))].toSorted().slice(0, kindLimit);
    if (kinds.join() === this.#unguarded.join()) return;
    this.#unguarded = kinds;
    this.#options.onChange(kinds);
  }

  #command(command: MountCommand): void {
    if (this.#isClosed && command.kind !== 'close') return;
    this.#commands.postMessage(command);
    this.#libc.write(this.#wakeFd, new Uint8Array(new BigUint64Array([1n]).buffer), 8);
  }

  unguarded(): readonly string[] {
    return this.#unguarded;
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
