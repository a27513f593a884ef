import type { FoundBrowser, RecogniseBrowser, WrittenBrowser } from '#platform/browser-policy/port.ts';
import type { ProcessRef, ProcessSnapshot } from '#platform/processes/port.ts';
import type { BrowserKind, BrowserPackaging } from '#policy/proof.ts';
import type { Clock } from '#runtime/clock.ts';

export type BrowserName = { readonly kind: BrowserKind; readonly packaging: BrowserPackaging };

/** One running browser: its first process; all its profiles are open in it. */
export type RunningBrowser = BrowserName & {
  readonly process: ProcessSnapshot;
  /** Monotonic ms since when it has had no extension that speaks; undefined while it has one. */
  silentSince: number | undefined;
  /** Connections of its profiles, by whatever names one connection. */
  readonly profiles: Map<unknown, string>;
};

export type WatchParts = {
  readonly recognise: RecogniseBrowser;
  readonly alive: (process: ProcessRef) => boolean;
  readonly clock: Clock;
  /** Accounts whose browsers are the agent's own doing: they are nobody's. */
  readonly isOwn: (uid: number) => boolean;
  /** Something that coverage is made of changed. */
  readonly onChange: () => void;
};

/** A running browser whose extension says nothing for so long counts as one without it. */
export const silenceMs = 30_000;

/** Which browsers run, and which of them have an extension that speaks. Nothing is polled: one timer rings at the next silence. */
export class BrowserWatch implements Disposable {
  readonly #parts: WatchParts;
  /** Every process of a browser program, by pid: a child is told from a browser of its own by its parent. */
  readonly #seen = new Map<number, BrowserName & { readonly process: ProcessSnapshot }>();
  readonly #running = new Map<number, RunningBrowser>();
  /** Before this, no extension can have been expected. Monotonic. */
  #since: number;
  #timer: Disposable | undefined;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#since = parts.clock.monotonic();
  }

  /** Extensions are expected from now on: silence counts from here. */
  begin(): void {
    this.#since = this.#parts.clock.monotonic();
    this.#schedule();
  }

  started(process: ProcessSnapshot): void {
    if (!this.#see(process)) return;
    this.#schedule();
    this.#parts.onChange();
  }

  /** Everything that runs: what is not among it is over. */
  swept(processes: readonly ProcessSnapshot[]): void {
    const before = [...this.#running.keys()].join();
    const here = new Map(processes.map((one) => [one.pid, one.startTicks] as const));
    for (const [pid, { process }] of this.#seen)
      if (here.get(pid) !== process.startTicks) {
        this.#seen.delete(pid);
        this.#running.delete(pid);
      }
    // Parents are younger in pid where pids wrapped, so names come first and families after.
    for (const process of processes) this.#name(process);
    for (const process of processes) this.#see(process);
    this.#schedule();
    if ([...this.#running.keys()].join() !== before) this.#parts.onChange();
  }

  /** The browser from which a process comes: the nearest ancestor that is one, and up to the first of that kind. */
  browserOf(line: readonly ProcessSnapshot[]): RunningBrowser | undefined {
    const at = line.findIndex((one) => this.#nameOf(one) !== undefined);
    const name = at < 0 ? undefined : this.#nameOf(line[at]);
    if (name === undefined) return undefined;
    let main = line[at];
    for (const parent of line.slice(at + 1)) {
      if (!isSame(this.#nameOf(parent), name)) break;
      main = parent;
    }
    if (main === undefined || this.#parts.isOwn(main.uid)) return undefined;
    this.#seen.set(main.pid, { ...name, process: main });
    return this.#run(main, name);
  }

  connected(browser: RunningBrowser, connection: unknown, profile: string): void {
    browser.profiles.set(connection, profile);
    browser.silentSince = undefined;
    this.#schedule();
    this.#parts.onChange();
  }

  disconnected(browser: RunningBrowser, connection: unknown): void {
    if (!browser.profiles.delete(connection)) return;
    if (browser.profiles.size === 0) browser.silentSince = this.#parts.clock.monotonic();
    this.#schedule();
    this.#parts.onChange();
  }

  /** Browsers that run now. */
  running(): readonly RunningBrowser[] {
    for (const [pid, { process }] of this.#running)
      if (!this.#parts.alive(process)) {
        this.#running.delete(pid);
        this.#seen.delete(pid);
      }
    return [...this.#running.values()];
  }

  isSilent({ silentSince }: RunningBrowser): boolean {
    if (silentSince === undefined) return false;
    return this.#parts.clock.monotonic() >= Math.max(silentSince, this.#since) + silenceMs;
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
  }

  #nameOf(process: ProcessSnapshot | undefined): BrowserName | undefined {
    return process?.exe === undefined ? undefined : this.#parts.recognise(process.exe);
  }

  #name(process: ProcessSnapshot): BrowserName | undefined {
    const name = this.#parts.isOwn(process.uid) ? undefined : this.#nameOf(process);
    if (name !== undefined) this.#seen.set(process.pid, { ...name, process });
    return name;
  }

  /** Whether it is a browser that was not known yet. */
  #see(process: ProcessSnapshot): boolean {
    const name = this.#name(process);
    if (name === undefined || isSame(this.#seen.get(process.parent), name)) return false;
    const isNew = this.#running.get(process.pid)?.process.startTicks !== process.startTicks;
    this.#run(process, name);
    return isNew;
  }

  #run(process: ProcessSnapshot, { kind, packaging }: BrowserName): RunningBrowser {
    const known = this.#running.get(process.pid);
    if (known?.process.startTicks === process.startTicks) return known;
    const silentSince = this.#parts.clock.monotonic();
    const browser: RunningBrowser = { kind, packaging, process, silentSince, profiles: new Map() };
    this.#running.set(process.pid, browser);
    return browser;
  }

  #schedule(): void {
    const { clock } = this.#parts;
    this.#timer?.[Symbol.dispose]();
    const now = clock.monotonic();
    const next = [...this.#running.values()]
      .filter((one) => one.silentSince !== undefined && !this.isSilent(one))
      .reduce(
        (best, one) => Math.min(best, Math.max(one.silentSince ?? 0, this.#since) + silenceMs),
        Infinity,
      );
    if (next === Infinity) return;
    this.#timer = clock.after(next - now, () => {
      this.#schedule();
      this.#parts.onChange();
    });
  }
}

const isSame = (one: BrowserName | undefined, other: BrowserName): boolean =>
  one?.kind === other.kind && one.packaging === other.packaging;

/** What the browser policy found and wrote last. */
export type PolicyReport = {
  readonly found: readonly FoundBrowser[];
  readonly written: readonly WrittenBrowser[];
};
