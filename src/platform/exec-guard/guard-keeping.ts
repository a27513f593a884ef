import { join } from 'node:path';
import type { GateKind } from './gate-port.ts';
import type { KeeperReport, KeeperStart } from './keeper-messages.ts';
import type { RemoteMounts } from './mounts-port.ts';
import type { GateCounted } from './port.ts';
import { Remembered } from './remembered.ts';
import { ProcessKeeping, type ProcessReport, type ProcessState } from './process-keeping.ts';

/** Whoever wants the counts does not wait longer for a process that may be held up by somebody's file server. */
const countsLimitMs = 300;

type Counting = {
  readonly waitsFor: Set<GateKind>;
  local?: GateCounted | undefined;
  readonly limit: NodeJS.Timeout;
};

/**
 * The guard as its keeper has it: the process for local file systems while there is something to judge by, and the one for network and
 * FUSE file systems while the first one sees some. Whoever brings the second one down leaves the first one as it is.
 */
export class GuardKeeping {
  readonly #report: (report: KeeperReport) => void;
  /** Undefined: once there was one, the process for them is kept, because the next program there starts before it would stand. */
  readonly #quietMs: number | undefined;
  readonly #fuseSeen: Remembered;
  readonly #local: ProcessKeeping;
  readonly #remote: ProcessKeeping;
  /** Who waits until both judge, or do not judge at all: how many of them are left. */
  readonly #judging = new Map<number, number>();
  readonly #counting = new Map<number, Counting>();
  #basis: Uint8Array | undefined;
  #localState: ProcessState = { kind: 'off' };
  #remoteState: ProcessState = { kind: 'off' };
  #isRemoteWanted = false;
  #quiet: NodeJS.Timeout | undefined;
  #remoteCounts: GateCounted | undefined;
  #shown = new Set<number>();
  /** For what nobody waits for. */
  #ownTicket = 0;

  constructor(start: KeeperStart, report: (report: KeeperReport) => void) {
    this.#report = report;
    this.#quietMs = start.options.remoteQuietMs;
    this.#fuseSeen = new Remembered(join(start.options.folder, 'remote-seen'));
    this.#local = new ProcessKeeping('local', start, (said) => this.#hear('local', said));
    this.#remote = new ProcessKeeping('remote', start, (said) => this.#hear('remote', said));
  }

  judgeBy(ticket: number, basis: Uint8Array | undefined): void {
    this.#basis = basis;
    if (basis === undefined) this.#isRemoteWanted = false;
    else if (this.#quietMs === undefined && this.#fuseSeen.is) this.#isRemoteWanted = true;
    this.#judging.set(ticket, 2);
    this.#remote.judgeBy(ticket, this.#isRemoteWanted ? basis : undefined);
    this.#local.judgeBy(ticket, basis);
  }

  look(pid: number): void {
    this.#local.look(pid);
    this.#remote.look(pid);
  }

  counts(ticket: number): void {
    const limit = setTimeout(() => this.#counted(ticket, 'remote'), countsLimitMs);
    this.#counting.set(ticket, { limit, waitsFor: new Set(['local', 'remote']) });
    this.#local.counts(ticket);
    this.#remote.counts(ticket);
  }

  /** Resolves when no process is left. */
  async close(): Promise<void> {
    this.#basis = undefined;
    clearTimeout(this.#quiet);
    for (const { limit } of this.#counting.values()) clearTimeout(limit);
    await Promise.all([this.#local.close(), this.#remote.close()]);
  }
  #hear(from: GateKind, said: ProcessReport): void {
    switch (said.kind) {
      case 'state':
        if (from === 'local') this.#localIs(said.state);
        else this.#remoteIs(said.state);
        this.#tellState();
        break;
      case 'denied':
        this.#report(said);
        break;
      case 'fuse-soon':
        this.#expectFuse();
        break;
      case 'judging':
        this.#judges(said.ticket);
        break;
      case 'counts': {
        const counting = this.#counting.get(said.ticket);
        if (from === 'remote') this.#remoteCounts = said.counts;
        else if (counting !== undefined) counting.local = said.counts;
        this.#counted(said.ticket, from);
        break;
      }
      default:
        said satisfies never;
    }
  }

  #localIs(state: ProcessState): void {
    this.#localState = state;
    if (state.kind === 'guarding') {
      this.#local.remoteIs(this.#remoteState.kind === 'guarding');
      this.#found(state.remote);
    } else if (state.kind === 'unsupported') this.#wantRemote(false);
  }

  #remoteIs(state: ProcessState): void {
    this.#remoteState = state;
    // Wanted again while the last one was ending: the next one is being started.
    if (state.kind !== 'off' || !this.#isRemoteWanted) this.#local.remoteIs(state.kind === 'guarding');
    if (state.kind !== 'guarding') this.#shown.clear();
    else if (this.#localState.kind === 'guarding') this.#show(this.#localState.remote);
  }

  #found(remote: RemoteMounts): void {
    if (remote.isWanted) {
      clearTimeout(this.#quiet);
      this.#quiet = undefined;
      this.#wantRemote(true);
      this.#show(remote);
    } else if (this.#isRemoteWanted) this.#quietSoon();
  }

  #expectFuse(): void {
    const wasWanted = this.#isRemoteWanted;
    this.#wantRemote(true);
    clearTimeout(this.#quiet);
    this.#quiet = undefined;
    this.#quietSoon();
    if (wasWanted && this.#remoteState.kind !== 'off')
      this.#local.remoteIs(this.#remoteState.kind === 'guarding');
  }

  /** Ended after a while in which there is nothing to be asked about, where it is not kept. */
  #quietSoon(): void {
    if (this.#quietMs === undefined) return;
    if (this.#localState.kind === 'guarding' && this.#localState.remote.isWanted) return;
    this.#quiet ??= setTimeout(() => {
      this.#quiet = undefined;
      this.#wantRemote(false);
    }, this.#quietMs);
  }

  #wantRemote(isWanted: boolean): void {
    if (this.#isRemoteWanted === isWanted || (isWanted && this.#basis === undefined)) return;
    this.#isRemoteWanted = isWanted;
    if (isWanted) this.#fuseSeen.note();
    else this.#local.remoteIs(false);
    this.#ownTicket -= 1;
    this.#remote.judgeBy(this.#ownTicket, isWanted ? this.#basis : undefined);
  }

  /** It sees no namespaces but ours by itself. */
  #show({ pids }: RemoteMounts): void {
    if (this.#remoteState.kind !== 'guarding') return;
    for (const pid of pids) if (!this.#shown.has(pid)) this.#remote.look(pid);
    this.#shown = new Set(pids);
  }

  #tellState(): void {
    const [local, remote] = [this.#localState, this.#remoteState];
    if (local.kind !== 'guarding') {
      this.#report({ kind: 'state', state: local });
      return;
    }
    const others = remote.kind === 'guarding' ? remote.unguarded : local.remote.kinds;
    const unguarded = [...new Set([...local.unguarded, ...others])].toSorted();
    const why =
      this.#isRemoteWanted && (remote.kind === 'gap' || remote.kind === 'unsupported')
        ? { why: remote.why }
        : {};
    this.#report({ kind: 'state', state: { kind: 'guarding', unguarded, ...why } });
  }

  #judges(ticket: number): void {
    const left = (this.#judging.get(ticket) ?? 0) - 1;
    if (left > 0) this.#judging.set(ticket, left);
    else if (this.#judging.delete(ticket)) this.#report({ kind: 'judging', ticket });
  }

  #counted(ticket: number, from: GateKind): void {
    const counting = this.#counting.get(ticket);
    if (counting === undefined) return;
    counting.waitsFor.delete(from);
    if (counting.waitsFor.size > 0) return;
    clearTimeout(counting.limit);
    this.#counting.delete(ticket);
    const counts = sumOf([counting.local, this.#remoteCounts].filter((one) => one !== undefined));
    this.#report({ kind: 'counts', ticket, counts });
  }
}

const sumOf = (all: readonly GateCounted[]): GateCounted => {
  const sum = (of: keyof GateCounted): number => all.reduce((total, counts) => total + counts[of], 0);
  return {
    asked: sum('asked'),
    denied: sum('denied'),
    judged: sum('judged'),
    timedOut: sum('timedOut'),
    crowded: sum('crowded'),
    markedFileSystems: sum('markedFileSystems'),
  };
};
