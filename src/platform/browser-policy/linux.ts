import { lstatSync } from 'node:fs';
import type { Outcome } from '#policy/outcome.ts';
import { chromiumObstacle, foreignChromium } from './chromium-foreign.ts';
import { chromiumUpdateSource, chromiumValues } from './chromium-policy.ts';
import { Disturbances } from './disturbances.ts';
import { everyFirefoxFile, FirefoxFile, firefoxFiles } from './firefox-file.ts';
import { firefoxValues, type FirefoxValues } from './firefox-policy.ts';
import { foreignFirefox, firefoxObstacle } from './firefox-foreign.ts';
import type { KnownBrowser } from './known-browsers.ts';
import { LinuxBrowsers, type BrowserAccount } from './linux-browsers.ts';
import { everyPolicyPath, hostFiles, knownOf, launcherFiles, policyFile } from './linux-plan.ts';
import { OwnFiles, type OwnFile } from './own-files.ts';
import type {
  BrowserPolicy,
  DesiredBrowserState,
  Disturbance,
  FoundBrowser,
  WrittenBrowser,
} from './port.ts';
import { RecordFile } from './record.ts';
import { SafeFiles } from './safe-files.ts';
import { RestoreBudget, restoreWindowMs } from './self-healing.ts';
import { lookForShadows, type Shadow } from './shadows.ts';

export type BrowserPolicyOptions = {
  /** Folder that stands for `/`; for tests. */
  readonly root?: string;
  /** Where it is remembered what was written; a folder that only the agent can write to. */
  readonly recordFolder?: string;
  /** Whose profiles are counted, and in whose folders a native host could take the place of ours. */
  readonly accounts?: () => readonly BrowserAccount[];
  readonly now?: () => number;
  /** For how long Firefox keeps the entry that has it uninstall the extension, in ms; 30 days if absent. */
  readonly leavingMs?: number;
  /** Id of our extension in Firefox: its entry is ours wherever it stands, also before anything was applied. */
  readonly firefoxExtension?: string;
};

const dayMs = 86_400_000;

export function createBrowserPolicy(options: BrowserPolicyOptions = {}): BrowserPolicy {
  return new LinuxBrowserPolicy(options);
}

type Wanted = { readonly own: OwnFile[]; readonly shared: { file: FirefoxFile; values: FirefoxValues }[] };

class LinuxBrowserPolicy implements BrowserPolicy {
  readonly #files: SafeFiles;
  readonly #browsers: LinuxBrowsers;
  readonly #record: RecordFile;
  readonly #own: OwnFiles;
  readonly #now: () => number;
  readonly #leavingMs: number;
  readonly #firefoxExtension: string | undefined;
  readonly #budget: RestoreBudget;
  readonly #disturbances: Disturbances;
  readonly #listeners = new Set<(what: Disturbance) => void>();
  #turn: Promise<unknown> = Promise.resolve();
  #desired: DesiredBrowserState | undefined;
  #wanted: Wanted = { own: [], shared: [] };
  #shadows: readonly Shadow[] = [];
  #shadowPlaces: readonly string[] = [];
  #paused = false;
  #ended = false;

  constructor(options: BrowserPolicyOptions) {
    const root = options.root ?? '/';
    this.#now = options.now ?? Date.now;
    this.#leavingMs = options.leavingMs ?? 30 * dayMs;
    this.#firefoxExtension = options.firefoxExtension;
    this.#files = new SafeFiles(root, process.geteuid?.() ?? 0);
    this.#browsers = new LinuxBrowsers(root, options.accounts ?? (() => []));
    this.#record = new RecordFile(options.recordFolder ?? '/var/lib/portvakt');
    this.#own = new OwnFiles(this.#files, this.#record, this.#now);
    this.#budget = new RestoreBudget(this.#now);
    this.#disturbances = new Disturbances(() => {
      // Whatever went wrong there must not end the agent; the next disturbance, or the next minute, is another try.
      this.#inTurn(() => this.#check()).catch(() => this.#disturbances.soon(restoreWindowMs));
    });
  }

  async browsers(): Promise<readonly FoundBrowser[]> {
    return Promise.resolve(this.#browsers.find());
  }

  apply(desired: DesiredBrowserState | undefined): Promise<readonly WrittenBrowser[]> {
    return this.#inTurn(() => {
      this.#desired = desired;
      this.#paused = false;
      this.#look();
      const written = this.#bring();
      const refused = this.#follow();
      return refused === undefined
        ? written
        : written.map((browser) =>
            browser.state === 'written'
              ? { why: `changes by hand are not noticed: ${refused}`, ...browser }
              : browser,
          );
    });
  }

  lookForShadows(): Promise<void> {
    return this.#inTurn(() => {
      if (this.#desired === undefined || !this.#look()) return;
      this.#bring();
      this.#follow();
    });
  }

  onDisturbed(listener: (what: Disturbance) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    this.#disturbances[Symbol.dispose]();
    await this.#turn;
  }

  #inTurn<T>(act: () => T): Promise<T> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Whether another set of native hosts takes the place of ours than before. */
  #look(): boolean {
    const name = this.#desired?.nativeHost.name;
    const { places, shadows } =
      name === undefined ? { places: [], shadows: [] } : lookForShadows(this.#browsers, name);
    const before = new Set(this.#shadows.map(({ path }) => path));
    const fresh = shadows.filter(({ path }) => !before.has(path));
    const changed = fresh.length > 0 || shadows.length !== before.size;
    this.#shadows = shadows;
    this.#shadowPlaces = places;
    for (const { path, browser } of fresh)
      this.#tell({ kind: 'shadowed', path, restored: browser !== undefined });
    return changed;
  }

  #bring(): readonly WrittenBrowser[] {
    const found = this.#browsers.find();
    const desired = this.#desired;
    this.#wanted = { own: desired === undefined ? [] : [...launcherFiles(desired)], shared: [] };
    const launcherFault = this.#putAll(this.#wanted.own);
    const leavingFault = desired === undefined ? this.#leaveFirefox(found) : undefined;
    const results = found.map((browser): WrittenBrowser => {
      const about = { kind: browser.kind, packaging: browser.packaging };
      const known = knownOf(browser);
      if (known === undefined)
        return { ...about, state: 'unsupported', why: 'takes no policy from this PC that is known of' };
      if (desired === undefined)
        return {
          ...about,
          ...(known.family === 'firefox' && leavingFault !== undefined
            ? failed(leavingFault)
            : { state: 'written' }),
        };
      const { hostFault = launcherFault, ...written } = this.#serve(known, browser.programs, desired);
      return { ...about, ...written, ...(hostFault === undefined ? {} : { hostFault }) };
    });
    this.#clear(found);
    return results;
  }

  #serve(
    known: KnownBrowser,
    programs: readonly string[],
    desired: DesiredBrowserState,
  ): Omit<WrittenBrowser, 'kind' | 'packaging'> {
    try {
      const hosts = hostFiles(known, desired, (folder) => isHere(this.#files.real(folder)));
      this.#wanted.own.push(...hosts);
      const hostFault = this.#putAll(hosts);
      const policy =
        known.family === 'firefox'
          ? this.#serveFirefox(programs, desired)
          : this.#serveChromium(known, desired);
      return hostFault === undefined ? policy : { ...policy, hostFault };
    } catch (error) {
      if (error instanceof Error && 'code' in error) return failed(String(error.code));
      throw error;
    }
  }

  #serveChromium(
    { managedFolder = '', kind }: KnownBrowser,
    desired: DesiredBrowserState,
  ): Omit<WrittenBrowser, 'kind' | 'packaging'> {
    const foreign = foreignChromium(this.#files.list(managedFolder));
    const shadowed = this.#shadows.some(({ browser }) => browser?.kind === kind);
    const values = chromiumValues(desired, { foreign, shadowed });
    const file = policyFile(managedFolder, {
      ...values,
      ...chromiumUpdateSource(desired, foreign),
    });
    this.#wanted.own.push(file);
    return told(this.#own.put(file), chromiumObstacle(desired, values, foreign));
  }

  #serveFirefox(
    programs: readonly string[],
    desired: DesiredBrowserState,
  ): Omit<WrittenBrowser, 'kind' | 'packaging'> {
    let result: Omit<WrittenBrowser, 'kind' | 'packaging'> = { state: 'written' };
    for (const path of firefoxFiles(this.#files, programs, (one) => this.#firefox(one).isForeign())) {
      const file = this.#firefox(path);
      const text = file.foreignText();
      const foreign = foreignFirefox(text.ok ? text.value : undefined);
      const values = firefoxValues(desired, foreign.blocked);
      this.#wanted.shared.push({ file, values });
      const put = told(file.put(values, desired.extension.firefox.id), firefoxObstacle(desired, foreign));
      if (result.state !== 'failed')
        result =
          put.state === 'failed'
            ? put
            : { ...put, changedAt: Math.max(put.changedAt ?? 0, result.changedAt ?? 0) };
    }
    return result;
  }

  /** Takes away what is ours and nobody wants any more. */
  #clear(found: readonly FoundBrowser[]): void {
    this.#own.keepOnly(new Set(this.#wanted.own.map(({ path }) => path)), everyPolicyPath);
    const wanted = new Set(this.#wanted.shared.map(({ file }) => file.path));
    if (this.#desired !== undefined)
      for (const path of this.#firefoxPaths(found)) if (!wanted.has(path)) this.#firefox(path).takeOut();
    this.#own.sweepFolders();
  }

  /** Also where Firefox itself is gone meanwhile. Answers why not. */
  #leaveFirefox(found: readonly FoundBrowser[]): string | undefined {
    let why: string | undefined;
    for (const path of this.#firefoxPaths(found)) {
      const left = this.#firefox(path).leave();
      if (!left.ok) why = left.fault;
    }
    return why;
  }

  /** Files in which entries of ours stand, as we remember it or although we do not. */
  #firefoxPaths(found: readonly FoundBrowser[]): ReadonlySet<string> {
    const programs = found
      .filter(({ family, packaging }) => family === 'firefox' && packaging === 'system')
      .flatMap((browser) => browser.programs);
    return new Set([...Object.keys(this.#record.value.shared), ...everyFirefoxFile(this.#files, programs)]);
  }

  #firefox(path: string): FirefoxFile {
    return new FirefoxFile(path, {
      files: this.#files,
      own: this.#own,
      record: this.#record,
      now: this.#now,
      leavingMs: this.#leavingMs,
      extensions: [
        ...new Set(
          [this.#firefoxExtension, this.#desired?.extension.firefox.id].filter((id) => id !== undefined),
        ),
      ],
      mayBeInstalled: (extension) => this.#browsers.mayHaveExtension(extension),
    });
  }

  #putAll(files: readonly OwnFile[]): string | undefined {
    for (const file of files) {
      const put = this.#own.put(file);
      if (!put.ok) return put.fault;
    }
    return undefined;
  }

  #follow(): string | undefined {
    if (this.#ended) return undefined;
    const real = (path: string): string => this.#files.real(path);
    const { own, shared } = this.#wanted;
    const managed = own.flatMap(({ path }) =>
      everyPolicyPath.includes(path) ? [path.slice(0, path.lastIndexOf('/'))] : [],
    );
    return this.#disturbances.follow(
      [
        ...own.map(({ path }) => real(path)),
        ...shared.map(({ file }) => real(file.path)),
        ...this.#shadowPlaces,
      ],
      managed.map(real),
    );
  }

  /** Something happened to what is watched: puts back what is ours, and follows what others changed. */
  #check(): void {
    if (this.#ended || this.#desired === undefined) return;
    const disturbed = this.#disturbed();
    const wait = disturbed.length === 0 ? 0 : this.#budget.wait();
    if (wait > 0) {
      if (!this.#paused) for (const { kind, path } of disturbed) this.#tell({ kind, path, restored: false });
      this.#paused = true;
      this.#disturbances.soon(wait);
      return;
    }
    this.#paused = false;
    if (disturbed.length > 0) this.#budget.spend();
    this.#look();
    this.#bring();
    const still = new Set(this.#disturbed().map(({ path }) => path));
    this.#follow();
    for (const { kind, path } of disturbed) this.#tell({ kind, path, restored: !still.has(path) });
  }

  #disturbed(): readonly { readonly kind: Disturbance['kind']; readonly path: string }[] {
    const { own, shared } = this.#wanted;
    return [
      ...own.map((file) => ({ kind: this.#own.disturbed(file), path: file.path })),
      ...shared.map(({ file, values }) => ({ kind: file.disturbed(values), path: file.path })),
    ].flatMap(({ kind, path }) => (kind === undefined ? [] : [{ kind, path }]));
  }

  #tell(what: Disturbance): void {
    for (const listener of this.#listeners) listener(what);
  }
}

const isHere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

const failed = (why: string): { readonly state: 'failed'; readonly why: string } => ({
  state: 'failed',
  why,
});

function told(
  put: Outcome<number, string>,
  obstacle: string | undefined,
): Omit<WrittenBrowser, 'kind' | 'packaging'> {
  if (!put.ok) return failed(put.fault);
  return obstacle === undefined
    ? { state: 'written', changedAt: put.value }
    : { state: 'failed', changedAt: put.value, why: obstacle };
}
