import { flushCompileCache } from 'node:module';
import { deserialize } from 'node:v8';
import { loadLibc } from '#platform/processes/libc.ts';
import type { FileStamp, ProgramIdentity } from '#platform/program-identity/port.ts';
import { descriptorsRunOut } from './descriptor-limit.ts';
import { openGate } from './gate.ts';
import type { Gate, GateCounts, GateKind, Judge, Refusal } from './gate-port.ts';
import { complain, dieWithTheKeeper, endNow, takeMeans } from './guard-life.ts';
import type { GuardOrder, GuardReport, GuardStart } from './guard-messages.ts';
import { openMountMarker } from './mount-marker.ts';
import type { MountMarker } from './mounts-port.ts';
import { RefusalReports } from './refusal-reports.ts';

/** What judges starts, made by the agent's own program. */
export type GuardParts<Basis> = {
  /** Judges by this from now on. What is judged meanwhile may still be judged by what was before. */
  take(basis: Basis): void | Promise<void>;
  readonly judge: Judge;
  /** What was found out about a file that was judged, for the report of its refusal. */
  identityOf(stamp: FileStamp): ProgramIdentity | undefined;
  /** The gates' thread program; for tests. */
  readonly listener?: URL;
};

/** Messages that may be on their way to an agent that does not read; reports are gathered on until it does. */
const backlogLimit = 256;
const reportsEveryMs = 1_000;
const complaintsEveryMs = 60_000;
const judgedBetweenLooks = 32;

/**
 * The guard process: opens gates and marks file systems when it is first told what to judge by, and goes on until the agent ends it or
 * ends. Never resolves and never throws: whatever goes wrong, the process is gone, and with it every mark.
 */
export function runGuard<Basis>(open: () => GuardParts<Basis>): void {
  const libc = loadLibc();
  dieWithTheKeeper(libc, Number(process.argv[2]));
  takeMeans(libc);
  const guard = new Guard<Basis>(open);
  // The keeper wrote them in this very version of the program.
  process.on('message', (order) => guard.obey(order as GuardOrder<Uint8Array>));
}

class Guard<Basis> {
  readonly #open: () => GuardParts<Basis>;
  readonly #gates = new Map<GateKind, Gate>();
  readonly #opening = new Map<GateKind, Promise<Gate | string>>();
  readonly #reports = new RefusalReports();
  #start: GuardStart | undefined;
  #parts: GuardParts<Basis> | undefined;
  #marker: MountMarker | undefined;
  /** Orders to judge are carried out one after the other. */
  #turn: Promise<void> = Promise.resolve();
  #backlog = 0;
  #timer: NodeJS.Timeout | undefined;
  #complainedAt = -Infinity;
  #judged = 0;

  constructor(open: () => GuardParts<Basis>) {
    this.#open = open;
  }

  obey(order: GuardOrder<Uint8Array>): void {
    switch (order.kind) {
      case 'start':
        this.#start = order;
        break;
      case 'judge-by':
        this.#turn = this.#turn.then(() => this.#judgeBy(order.ticket, deserialize(order.basis) as Basis));
        break;
      case 'look':
        this.#marker?.lookAt(order.pid);
        break;
      case 'counts':
        this.#tell({ kind: 'counts', ticket: order.ticket, counts: this.#counts() });
        break;
      default:
        order satisfies never;
    }
  }

  async #judgeBy(ticket: number, basis: Basis): Promise<void> {
    this.#parts ??= this.#open();
    await this.#parts.take(basis);
    if (this.#marker === undefined) {
      if (!(await this.#mark())) return;
    } else for (const gate of this.#gates.values()) await gate.forget();
    this.#tell({ kind: 'judging', ticket });
  }

  /** The probes are marked before any file system: whatever hangs from then on, the watchdog feels. */
  async #mark(): Promise<boolean> {
    const local = await this.#gateFor('local');
    if (typeof local === 'string') {
      this.#tell({ kind: 'unavailable', why: local });
      return false;
    }
    const { only } = this.#given();
    this.#marker = await openMountMarker({
      gateFor: async (kind) => {
        const gate = await this.#gateFor(kind);
        return typeof gate === 'string' ? endNow(gate) : gate.fd;
      },
      onChange: (unguarded) => this.#tell({ kind: 'guarding', unguarded }),
      ...(only === undefined ? {} : { only }),
    });
    this.#tell({ kind: 'guarding', unguarded: this.#marker.unguarded() });
    // It never ends in order, when this would be done; without it every guard process takes 55 MB more, for the compiler. Nothing where it is kept already.
    setImmediate(() => flushCompileCache());
    return true;
  }

  /** The gate of this kind, opened when it is first wanted; or why there is none. */
  #gateFor(kind: GateKind): Promise<Gate | string> {
    const known = this.#opening.get(kind) ?? this.#openGate(kind);
    this.#opening.set(kind, known);
    return known;
  }

  async #openGate(kind: GateKind): Promise<Gate | string> {
    const { canary, deadlineMs, probes, protectedPaths } = this.#given();
    const { judge, listener } = (this.#parts ??= this.#open());
    const opened = await openGate({
      kind,
      judge: (file) => {
        this.#judged += 1;
        // The kernel refuses a start for which it finds no descriptor: better no guard than that.
        if (this.#judged % judgedBetweenLooks === 0 && descriptorsRunOut())
          endNow('it runs out of descriptors');
        return judge(file);
      },
      onRefusal: (refusal) => this.#refused(refusal),
      onFault: ({ kind: fault, why }) => (fault === 'listener-ended' ? endNow(why) : this.#judgeFailed(why)),
      ...(listener === undefined ? {} : { listener }),
      ownPids: [process.pid, process.ppid],
      protectedPaths,
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
    });
    if (!opened.ok) return opened.fault.why;
    const gate = opened.value;
    const probe = gate.markProbe(probes[kind]);
    if (!probe.ok) return `the watchdog's file cannot be marked: errno ${probe.errno}`;
    if (kind === 'local' && canary !== undefined) {
      const refused = await gate.refuseAlways(canary);
      if (!refused.ok) complain(`the canary cannot be marked: errno ${refused.errno}`);
    }
    this.#gates.set(kind, gate);
    return gate;
  }

  #given(): GuardStart {
    return this.#start ?? endNow('told to judge before it was told to start');
  }

  #refused(refusal: Refusal): void {
    const isNew = this.#reports.note(refusal, this.#identityOf(refusal), Date.now());
    if (isNew) this.#tellGathered();
    if (!this.#reports.isIdle) this.#timer ??= setInterval(() => this.#tellGathered(), reportsEveryMs);
  }

  #identityOf({ stamp }: Refusal): ProgramIdentity | undefined {
    return stamp === undefined ? undefined : this.#parts?.identityOf(stamp);
  }

  /** The file was allowed. Said now and then, not for every file. */
  #judgeFailed(why: string): void {
    const now = performance.now();
    if (now < this.#complainedAt + complaintsEveryMs) return;
    this.#complainedAt = now;
    complain(`the judge failed: ${why}`);
  }

  #tellGathered(): void {
    // Gathered on while the agent does not read.
    if (this.#backlog >= backlogLimit) return;
    for (const denied of this.#reports.due(Date.now())) this.#tell({ kind: 'denied', denied });
    if (!this.#reports.isIdle) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #counts(): Extract<GuardReport, { kind: 'counts' }>['counts'] {
    const gates = [...this.#gates.values()].map((gate) => gate.counts());
    const sum = (of: keyof GateCounts): number => gates.reduce((total, counts) => total + counts[of], 0);
    return {
      asked: sum('asked'),
      denied: sum('denied'),
      judged: sum('judged'),
      timedOut: sum('timedOut'),
      crowded: sum('crowded'),
      markedFileSystems: this.#marker?.marked() ?? 0,
    };
  }

  #tell(report: GuardReport): void {
    this.#backlog += 1;
    process.send?.(report, undefined, undefined, () => {
      this.#backlog -= 1;
    });
  }
}
