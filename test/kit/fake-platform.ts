import type { Attention, AttentionReader } from '#platform/attention/port.ts';
import { recogniseBrowser } from '#platform/browser-policy/linux-browsers.ts';
import type { RecogniseBrowser } from '#platform/browser-policy/port.ts';
import type { BrowserTrials } from '#platform/browser-trial/port.ts';
import type { Canaries, CanaryEnd } from '#platform/canary/port.ts';
import type { DeviceIdentityReader } from '#platform/device-identity/port.ts';
import type { InstalledApps, Inventory, InventoryFault } from '#platform/installed-apps/port.ts';
import type { InstallRoot } from '#platform/install-root/port.ts';
import type { LocalEndpoint } from '#platform/local-endpoint/port.ts';
import type {
  FileStamp,
  ProgramFile,
  ProgramIdentifier,
  ProgramIdentity,
  ScanFault,
  ThoroughIdentity,
} from '#platform/program-identity/port.ts';
import type { Origin, ProcessOrigin } from '#platform/process-origin/port.ts';
import type { OperatingSystem, Platform } from '#platform/select.ts';
import type { Account, Sessions } from '#platform/sessions/port.ts';
import type { RemovablePackage, Uninstall, UninstallFault } from '#platform/uninstall/port.ts';
import type { Evidence } from '#policy/evidence.ts';
import type { InstalledApp } from '#policy/facts.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { FakeBrowserPolicy } from './fake-browsers.ts';
import { FakeGuard } from './fake-guard.ts';
import { FakeProcesses } from './fake-processes.ts';
import { MemoryEndpoint } from './memory-endpoint.ts';

/** A program file of the fake machine: what can be told of it at once, and what a closer look adds. */
export type FakeFile = {
  readonly evidence: readonly Evidence[];
  readonly closer?: readonly Evidence[];
  readonly stamp?: FileStamp;
  readonly foreign?: true;
  readonly owned?: true;
  readonly accountMade?: readonly Evidence[];
  /** The closer look: not made at all, or still under way when it is due. */
  readonly look?: 'dropped' | Promise<void>;
};

let inodes = 0n;
export const stampOf = (): FileStamp => {
  inodes += 1n;
  return { dev: 1n, ino: inodes, size: 5000n, ctimeNs: 1n, mtimeNs: 1n };
};

export class FakeInstalledApps implements InstalledApps {
  #apps: readonly InstalledApp[] = [];
  #faults: readonly InventoryFault[] = [];
  #revision = 1;
  readonly #listeners = new Set<() => void>();

  read(): Promise<Inventory> {
    return Promise.resolve({ revision: this.#revision, at: 0, apps: this.#apps, faults: this.#faults });
  }
  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }
  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
  /** What a package database no longer holds. */
  take(name: string): void {
    this.set(this.#apps.filter((app) => app.name !== name));
  }
  /** The machine has other apps now, and says so. */
  set(apps: readonly InstalledApp[], faults: readonly InventoryFault[] = []): void {
    this.#apps = apps;
    this.#faults = faults;
    this.#revision += 1;
    for (const listener of this.#listeners) listener();
  }
}

export class FakeIdentifier implements ProgramIdentifier {
  readonly files = new Map<string, FakeFile>();
  looks = 0;

  quick({ path }: ProgramFile): ProgramIdentity {
    const file = this.files.get(path);
    if (file === undefined) return { evidence: [{ kind: 'exe-path', value: path }] };
    const { accountMade, evidence, foreign, owned, stamp } = file;
    return {
      evidence,
      ...(stamp === undefined ? {} : { stamp }),
      ...(foreign === undefined ? {} : { foreign }),
      ...(owned === undefined ? {} : { owned }),
      ...(accountMade === undefined ? {} : { accountMade }),
    };
  }
  thorough(file: ProgramFile): Promise<ThoroughIdentity> {
    this.looks += 1;
    const quick = this.quick(file);
    const { closer = [], look } = this.files.get(file.path) ?? {};
    const whole = { ...quick, evidence: [...quick.evidence, ...closer] };
    if (look === undefined) return Promise.resolve(whole);
    if (look === 'dropped') return Promise.resolve({ ...quick, complete: false });
    return Promise.resolve({ ...quick, complete: false, later: look.then(() => whole) });
  }
  /** Files cannot be looked into, or can again. */
  fault: (fault: ScanFault) => void = () => undefined;
  onFault(listener: (fault: ScanFault) => void): void {
    this.fault = (fault) => listener(fault);
  }
  setMarkers(): void {}
  setDataFolders(): void {}
  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

/** Takes what is asked for out of the fake inventory, unless it was told to refuse. */
export class FakeUninstall implements Uninstall {
  readonly asked: RemovablePackage[] = [];
  /** Refuses with this from now on. */
  fault: UninstallFault | undefined;
  /** Says that it is done and does nothing. */
  lies = false;
  /** What is waited for before it is done. */
  wait: Promise<void> = Promise.resolve();
  readonly #apps: FakeInstalledApps;

  constructor(apps: FakeInstalledApps) {
    this.#apps = apps;
  }

  async remove(what: RemovablePackage): Promise<Outcome<void, UninstallFault>> {
    this.asked.push(what);
    await this.wait;
    if (this.fault !== undefined) return fail(this.fault);
    if (!this.lies) this.#apps.take(what.name);
    return ok(undefined);
  }
}

export const kari: Account = { name: 'kari', uid: 1000, gid: 1000, home: '/home/kari' };
export const ola: Account = { name: 'ola', uid: 1001, gid: 1001, home: '/home/ola' };

/** A whole machine without an operating system. */
export class FakePlatform implements Platform {
  readonly os: OperatingSystem;
  readonly fakeProcesses = new FakeProcesses();
  readonly apps = new FakeInstalledApps();
  readonly identifier = new FakeIdentifier();
  readonly endpoint = new MemoryEndpoint();
  readonly uninstaller = new FakeUninstall(this.apps);
  readonly browsers = new FakeBrowserPolicy();
  readonly guard = new FakeGuard();
  attentionNow: Attention = { state: 'free' };
  people: readonly Account[] = [kari, ola];
  readonly #root: InstallRoot;

  constructor(
    root: InstallRoot = { mode: 'system', state: '', run: '', config: '' },
    os: OperatingSystem = 'linux',
  ) {
    this.#root = root;
    this.os = os;
  }

  installedApps(): Promise<InstalledApps> {
    return Promise.resolve(this.apps);
  }
  programIdentifier(): Promise<ProgramIdentifier> {
    return Promise.resolve(this.identifier);
  }
  /** What each process was started with; its line is read from the fake's running programs. */
  readonly languages = new Map<number, Origin['language']>();
  processOrigin(): Promise<ProcessOrigin> {
    return Promise.resolve({
      of: (pid) => {
        const line = this.fakeProcesses.lineOf(pid);
        return line.length === 0 ? undefined : { line, language: this.languages.get(pid) ?? {} };
      },
    });
  }
  browserPolicy(): Promise<FakeBrowserPolicy> {
    return Promise.resolve(this.browsers);
  }
  /** What a headless browser does with the page that it is given; by default it cannot be started. */
  trial: BrowserTrials['run'] = () => Promise.resolve(fail({ code: 'unsupported' }));
  browserBuild: string | undefined;
  browserTrials(): Promise<BrowserTrials> {
    return Promise.resolve({ run: (trial) => this.trial(trial), buildOf: () => this.browserBuild });
  }
  recogniseBrowser(): Promise<RecogniseBrowser> {
    return Promise.resolve(recogniseBrowser);
  }
  execGuard(): Promise<FakeGuard> {
    return Promise.resolve(this.guard);
  }
  /** What becomes of a canary that is started; by default each is met by what it is there for. */
  canary: (which: 'guarded' | 'stopped') => CanaryEnd | Promise<CanaryEnd> = (which) => {
    if (which === 'guarded') return { kind: this.guard.state().kind === 'guarding' ? 'refused' : 'ran' };
    const { stopped } = this.#canaries;
    return { kind: this.fakeProcesses.armed.some(({ stamp }) => stamp === stopped.stamp) ? 'ended' : 'ran' };
  };
  readonly #canaries = {
    guarded: { path: 'guarded', stamp: stampOf() },
    stopped: { path: 'stopped', stamp: stampOf() },
  };
  canaries(): Promise<Canaries> {
    return Promise.resolve({
      place: () => ok(this.#canaries),
      start: async (path) => this.canary(path === 'guarded' ? 'guarded' : 'stopped'),
    });
  }
  processes(): Promise<FakeProcesses> {
    return Promise.resolve(this.fakeProcesses);
  }
  sessions(): Promise<Sessions> {
    return Promise.resolve({
      accounts: () => this.people,
      nameOf: (uid) => this.people.find((one) => one.uid === uid)?.name ?? String(uid),
    });
  }
  deviceIdentity(): Promise<DeviceIdentityReader> {
    const identity = {
      hostName: 'pc-1',
      os: this.os,
      osName: 'Debian GNU/Linux',
      osVersion: '12',
      manufacturer: 'test',
      model: 'test',
      chassis: '',
      hardwareId: '',
    } as const;
    return Promise.resolve({ read: () => Promise.resolve(ok(identity)) });
  }
  localEndpoint(): Promise<LocalEndpoint> {
    return Promise.resolve(this.endpoint);
  }
  installRoot(): Promise<InstallRoot> {
    return Promise.resolve(this.#root);
  }
  uninstall(): Promise<Uninstall> {
    return Promise.resolve(this.uninstaller);
  }
  attention(): Promise<AttentionReader> {
    return Promise.resolve({ read: () => Promise.resolve(this.attentionNow) });
  }
}

/** Telegram from the distribution's package. */
export const telegramFile = (): FakeFile => ({
  evidence: [
    { kind: 'deb-package', value: 'telegram-desktop' },
    { kind: 'exe-path', value: '/usr/bin/telegram-desktop' },
    { kind: 'exe-name', value: 'telegram-desktop' },
  ],
  owned: true,
  stamp: stampOf(),
});
export const telegramPath = '/usr/bin/telegram-desktop';
export const telegramApp = (over: Partial<InstalledApp> = {}): InstalledApp => ({
  key: 'dpkg machine telegram-desktop',
  source: 'dpkg',
  name: 'telegram-desktop',
  scope: { kind: 'machine' },
  evidence: [{ kind: 'deb-package', value: 'telegram-desktop' }],
  ...over,
});
