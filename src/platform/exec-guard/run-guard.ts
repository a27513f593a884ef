import { flushCompileCache } from 'node:module';
import { deserialize } from 'node:v8';
import { loadLibc } from '#platform/processes/libc.ts';
import type { FileStamp, ProgramIdentity } from '#platform/program-identity/port.ts';
import { AppImageStarts } from './app-images.ts';
import { descriptorsRunOut } from './descriptor-limit.ts';
import { openGate } from './gate.ts';
import type { Gate, GateKind, Judge, Refusal } from './gate-port.ts';
import {
  complain,
  dieWithTheKeeper,
  endNow,
  gateKindOfThisProcess,
  keeperPid,
  takeMeans,
} from './guard-life.ts';
import type { GuardOrder, GuardReport, GuardStart } from './guard-messages.ts';
import { LookAhead, type LikelyDenied } from './look-ahead.ts';
import { openMountMarker } from './mount-marker.ts';
import type { MountMarker } from './mounts-port.ts';
import type { GateCounted } from './port.ts';
import { RefusalReports } from './refusal-reports.ts';
import type { SparedFiles } from './spared-files.ts';

/** What judges starts, made by the agent's own program. */
export type GuardParts<Basis> = {
  /** Judges by this from now on. What is judged meanwhile may still be judged by what was before. */
  take(basis: Basis): void | Promise<void>;
  readonly judge: Judge;
  /** What was found out about a file that was judged, for the report of its refusal. */
  identityOf(stamp: FileStamp | undefined, path: string): ProgramIdentity | undefined;
  /** What the listener may allow by itself, found of what was taken last. */
  spared?(): SparedFiles | undefined;
  /** What will probably be denied by what was taken last; looked at before anybody tries it. */
  likelyDenied?(): readonly LikelyDenied[];
  /** The gates' thread program; for tests. */
  readonly listener?: URL;
};

/** Messages that may be on their way to an agent that does not read; reports are gathered on until it does. */
const backlogLimit = 256;
const reportsEveryMs = 1_000;
const complaintsEveryMs = 60_000;
const judgedBetweenLooks = 32;
/** Whoever waits for new rules waits no longer than this for what is looked at ahead. */
const lookAheadMs = 500;

/**
 * A guard process: opens its gate and marks file systems when it is first told what to judge by, and goes on until the agent ends it or
 * ends. Never resolves and never throws: whatever goes wrong, the process is gone, and with it every mark. Each gate has a process of
 * its own, because a thread that waits for a person's file server can be ended in no other way.
 */
export function runGuard<Basis>(open: () => GuardParts<Basis>): void {
  const libc = loadLibc();
  dieWithTheKeeper(libc, keeperPid());
  takeMeans(libc);
  const guard = new Guard<Basis>(open, gateKindOfThisProcess());
  // The keeper wrote them in this very version of the program.
  process.on('message', (order) => guard.obey(order as GuardOrder<Uint8Array>));
}

class Guard<Basis> {
  readonly #open: () => GuardParts<Basis>;
  readonly #kind: GateKind;
  readonly #reports = new RefusalReports();
  #start: GuardStart | undefined;
  #parts: GuardParts<Basis> | undefined;
  #gate: Gate | undefined;
  #marker: MountMarker | undefined;
  #ahead: LookAhead | undefined;
  #images: AppImageStarts | undefined;
  #remoteStands = false;
  /** Orders to judge are carried out one after the other. */
  #turn: Promise<void> = Promise.resolve();
  #backlog = 0;
  #isTelling = false;
  #hasNews = false;
  #timer: NodeJS.Timeout | undefined;
  #complainedAt = -Infinity;
  #judged = 0;

  constructor(open: () => GuardParts<Basis>, kind: GateKind) {
    this.#open = open;
    this.#kind = kind;
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
      case 'remote':
        this.#remoteStands = order.stands;
        this.#images?.remoteIs(order.stands);
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
    } else await this.#gate?.forget();
    await this.#gate?.spare(this.#parts.spared?.());
    // Starts are judged by the new rules already; this is about copies of what nobody tried yet.
    await Promise.race([this.#lookAhead(), waited(lookAheadMs)]);
    this.#tell({ kind: 'judging', ticket });
  }

  async #lookAhead(): Promise<void> {
    try {
      await this.#ahead?.run(this.#parts?.likelyDenied?.() ?? []);
    } catch (error) {
      complain(`not all was looked at ahead: ${String(error)}`);
    }
  }

  /** The probe is marked before any file system: whatever hangs from then on, the watchdog feels. */
  async #mark(): Promise<boolean> {
    const gate = await this.#openGate();
    if (typeof gate === 'string') {
      this.#tell({ kind: 'unavailable', why: gate });
      return false;
    }
    this.#gate = gate;
    const { only } = this.#given();
    if (this.#kind === 'local') this.#ahead = new LookAhead(loadLibc(), gate, only);
    this.#marker = await openMountMarker({
      kind: this.#kind,
      group: gate.fd,
      onChange: () => this.#guarding(),
      ...(only === undefined ? {} : { only }),
    });
    this.#guarding();
    // It never ends in order, when this would be done; without it every guard process takes 55 MB more, for the compiler. Nothing where it is kept already.
    setImmediate(() => flushCompileCache());
    return true;
  }

  /** One is under way at most: whoever mounts and unmounts without end fills no memory with it. */
  #guarding(): void {
    const marker = this.#marker;
    if (marker === undefined) return;
    this.#hasNews = this.#isTelling;
    if (this.#isTelling) return;
    this.#isTelling = true;
    this.#tell({ kind: 'guarding', unguarded: marker.unguarded(), remote: marker.remote() }, () => {
      this.#isTelling = false;
      if (this.#hasNews) this.#guarding();
    });
  }

  /** Or why there is none. */
  async #openGate(): Promise<Gate | string> {
    const { canary, deadlineMs, probe, protectedPaths } = this.#given();
    const { judge, listener } = (this.#parts ??= this.#open());
    const whole = this.#kind === 'local' ? this.#withImages(judge) : judge;
    const opened = await openGate({
      kind: this.#kind,
      judge: (file) => {
        this.#judged += 1;
        // The kernel refuses a start for which it finds no descriptor: better no guard than that.
        if (this.#judged % judgedBetweenLooks === 0 && descriptorsRunOut())
          endNow('it runs out of descriptors');
        return whole(file);
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
    const marked = gate.markProbe(probe);
    if (!marked.ok) return `the watchdog's file cannot be marked: errno ${marked.errno}`;
    if (this.#kind === 'local' && canary !== undefined) {
      const refused = await gate.refuseAlways(canary);
      if (!refused.ok) complain(`the canary cannot be marked: errno ${refused.errno}`);
    }
    return gate;
  }

  #withImages(judge: Judge): Judge {
    this.#images = new AppImageStarts(judge, () => this.#tell({ kind: 'fuse-soon' }));
    this.#images.remoteIs(this.#remoteStands);
    return this.#images.judge;
  }

  #given(): GuardStart {
    return this.#start ?? endNow('told to judge before it was told to start');
  }

  #refused(refusal: Refusal): void {
    this.#ahead?.note(refusal);
    const isNew = this.#reports.note(refusal, this.#identityOf(refusal), Date.now());
    if (isNew) this.#tellGathered();
    if (!this.#reports.isIdle) this.#timer ??= setInterval(() => this.#tellGathered(), reportsEveryMs);
  }

  #identityOf({ path, stamp }: Refusal): ProgramIdentity | undefined {
    return this.#parts?.identityOf(stamp, path);
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

  #counts(): GateCounted {
    return {
      ...(this.#gate?.counts() ?? { asked: 0, denied: 0, judged: 0, timedOut: 0, crowded: 0 }),
      markedFileSystems: this.#marker?.marked() ?? 0,
    };
  }

  #tell(report: GuardReport, told: () => void = () => undefined): void {
    this.#backlog += 1;
    process.send?.(report, undefined, undefined, () => {
      this.#backlog -= 1;
      told();
    });
  }
}

const waited = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
