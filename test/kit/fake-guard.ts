import type { DeniedStart, ExecGuard, GuardCounts, GuardState } from '#platform/exec-guard/port.ts';

/**
 * A guard without a kernel. It is `unsupported` until a test says `set({ kind: 'off' })`; from then on it is `guarding` while it
 * has something to judge by, and whatever a test says.
 */
export class FakeGuard implements ExecGuard<unknown> {
  /** Everything that it was told to judge by, oldest first; `undefined` where it was to end. */
  readonly bases: unknown[] = [];
  /** Processes whose namespaces it was to look at. */
  readonly looks: number[] = [];
  /** What `judgeBy` waits for before it resolves. */
  wait: Promise<void> = Promise.resolve();
  counted: GuardCounts = {
    asked: 0,
    denied: 0,
    judged: 0,
    timedOut: 0,
    crowded: 0,
    markedFileSystems: 0,
    gaps: 0,
    remoteGaps: 0,
    pid: 0,
    remotePid: 0,
  };
  disposed = false;
  readonly #listeners = new Set<(state: GuardState) => void>();
  #denied: ((denied: DeniedStart) => void) | undefined;
  #kept: DeniedStart[] = [];
  #state: GuardState = { kind: 'unsupported', why: 'nothing is asked here' };

  state(): GuardState {
    return this.#state;
  }
  onState(listener: (state: GuardState) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }
  onDenied(listener: (denied: DeniedStart) => void): void {
    if (this.#denied !== undefined) throw new Error('onDenied: called twice');
    this.#denied = listener;
    for (const denied of this.#kept) listener(denied);
    this.#kept = [];
  }
  async judgeBy(basis: unknown): Promise<void> {
    this.bases.push(basis);
    await this.wait;
    const { kind } = this.#state;
    if (basis === undefined && kind !== 'unsupported') this.set({ kind: 'off' });
    else if (basis !== undefined && kind === 'off') this.set({ kind: 'guarding', unguarded: [] });
  }
  lookAtNamespaceOf(pid: number): void {
    this.looks.push(pid);
  }
  counts(): Promise<GuardCounts> {
    return Promise.resolve(this.counted);
  }
  [Symbol.asyncDispose](): Promise<void> {
    this.disposed = true;
    return Promise.resolve();
  }

  /** The guard's state is this from now on, and its listeners hear of it. */
  set(state: GuardState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
  /** A start was refused. */
  deny(denied: Partial<DeniedStart> & Pick<DeniedStart, 'path'>): void {
    const whole: DeniedStart = { pid: 4242, uid: 1000, how: 'exec', times: 1, at: Date.now(), ...denied };
    if (this.#denied === undefined) this.#kept.push(whole);
    else this.#denied(whole);
  }
}
