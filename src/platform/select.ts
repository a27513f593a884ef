import type { AttentionOptions } from './attention/linux.ts';
import type { AttentionReader } from './attention/port.ts';
import type { BrowserTrials } from './browser-trial/port.ts';
import type { Canaries } from './canary/port.ts';
import type { BrowserPolicyOptions } from './browser-policy/linux.ts';
import type { BrowserPolicy, RecogniseBrowser } from './browser-policy/port.ts';
import type { DeviceIdentityReader } from './device-identity/port.ts';
import type { DeviceIdentityOptions } from './device-identity/read.ts';
import type { ExecGuardOptions } from './exec-guard/options.ts';
import type { ExecGuard } from './exec-guard/port.ts';
import type { InstallRootOptions } from './install-root/linux.ts';
import type { InstallRoot } from './install-root/port.ts';
import type { InstalledAppsOptions } from './installed-apps/linux.ts';
import type { InstalledApps } from './installed-apps/port.ts';
import type { LocalEndpoint } from './local-endpoint/port.ts';
import type { UnixEndpointOptions } from './local-endpoint/unix-endpoint.ts';
import type { ProcessOriginOptions } from './process-origin/linux.ts';
import type { ProcessOrigin } from './process-origin/port.ts';
import type { ProcessesOptions } from './processes/linux.ts';
import type { Processes } from './processes/port.ts';
import type { ProgramIdentifierOptions } from './program-identity/linux.ts';
import type { ProgramIdentifier } from './program-identity/port.ts';
import type { SessionsOptions } from './sessions/linux.ts';
import type { Sessions } from './sessions/port.ts';
import type { UninstallOptions } from './uninstall/linux.ts';
import type { Uninstall } from './uninstall/port.ts';

export type OperatingSystem = 'linux' | 'win32' | 'darwin';

/** What an adapter may be told; each knows only its own part, and systems without a choice ignore theirs. */
export type PlatformOptions = {
  readonly installedApps?: InstalledAppsOptions;
  readonly programIdentifier?: ProgramIdentifierOptions;
  readonly processes?: ProcessesOptions;
  readonly processOrigin?: ProcessOriginOptions;
  readonly deviceIdentity?: DeviceIdentityOptions;
  readonly sessions?: SessionsOptions;
  readonly localEndpoint?: UnixEndpointOptions;
  readonly installRoot?: Partial<InstallRootOptions>;
  readonly uninstall?: UninstallOptions;
  readonly attention?: AttentionOptions;
  readonly browserPolicy?: BrowserPolicyOptions;
  readonly execGuard?: Partial<ExecGuardOptions>;
};

/** This system's adapters. Each is loaded when it is asked for, so that a program pays only for what it uses. */
export interface Platform {
  readonly os: OperatingSystem;
  installedApps(): Promise<InstalledApps>;
  programIdentifier(): Promise<ProgramIdentifier>;
  processes(): Promise<Processes>;
  processOrigin(): Promise<ProcessOrigin>;
  deviceIdentity(): Promise<DeviceIdentityReader>;
  sessions(): Promise<Sessions>;
  localEndpoint(): Promise<LocalEndpoint>;
  installRoot(): Promise<InstallRoot>;
  uninstall(): Promise<Uninstall>;
  attention(): Promise<AttentionReader>;
  /** `own` is said by whoever asks, over what the platform was told; accounts are this PC's people if nobody names them. */
  browserPolicy(own?: BrowserPolicyOptions): Promise<BrowserPolicy>;
  recogniseBrowser(): Promise<RecogniseBrowser>;
  browserTrials(): Promise<BrowserTrials>;
  /** `folder` is made where it is missing; every account may enter it. */
  canaries(folder: string): Promise<Canaries>;
  /** What the platform was told goes before what is said here: a test keeps the agent's guard to a scratch mount with it. */
  execGuard<Basis>(options: ExecGuardOptions): Promise<ExecGuard<Basis>>;
}

/** The one place that asks which system this is. Other POSIX systems are served as Linux, whose adapters say what they lack. */
export function selectPlatform(options: PlatformOptions = {}): Platform {
  if (process.platform === 'win32') return win32(options);
  return process.platform === 'darwin' ? darwin(options) : linux(options);
}

/** The uid is 0 for a Windows service: its folders are the machine's. */
const rootOptions = (options: PlatformOptions): InstallRootOptions => ({
  uid: process.geteuid?.() ?? 0,
  env: process.env,
  ...options.installRoot,
});

/** What programs that work for this person need to find the person's own things. */
const personEnv = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    personVariables.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
const personVariables = [
  'PATH',
  'HOME',
  'XDG_DATA_HOME',
  'XDG_CONFIG_HOME',
  'XDG_CACHE_HOME',
  'XDG_RUNTIME_DIR',
  'XDG_CURRENT_DESKTOP',
  'DBUS_SESSION_BUS_ADDRESS',
  'FLATPAK_USER_DIR',
];

const linux = (options: PlatformOptions): Platform => ({
  os: 'linux',
  installedApps: async () =>
    (await import('./installed-apps/linux.ts')).createInstalledApps(options.installedApps),
  programIdentifier: async () =>
    (await import('./program-identity/linux.ts')).createProgramIdentifier(options.programIdentifier),
  processes: async () => (await import('./processes/linux.ts')).createProcesses(options.processes),
  processOrigin: async () =>
    (await import('./process-origin/linux.ts')).createProcessOrigin(options.processOrigin),
  deviceIdentity: async () =>
    (await import('./device-identity/linux.ts')).createDeviceIdentity(options.deviceIdentity),
  sessions: async () => (await import('./sessions/linux.ts')).createSessions(options.sessions),
  localEndpoint: async () =>
    (await import('./local-endpoint/linux.ts')).createLocalEndpoint(options.localEndpoint),
  installRoot: async () => (await import('./install-root/linux.ts')).installRoot(rootOptions(options)),
  uninstall: async () =>
    (await import('./uninstall/linux.ts')).createUninstall({ personEnv: personEnv(), ...options.uninstall }),
  attention: async () =>
    (await import('./attention/linux.ts')).createAttention({ env: personEnv(), ...options.attention }),
  browserPolicy: async (own) => {
    const sessions = (await import('./sessions/linux.ts')).createSessions(options.sessions);
    const { createBrowserPolicy } = await import('./browser-policy/linux.ts');
    return createBrowserPolicy({ accounts: () => sessions.accounts(), ...options.browserPolicy, ...own });
  },
  recogniseBrowser: async () => (await import('./browser-policy/linux-browsers.ts')).recogniseBrowser,
  browserTrials: async () => (await import('./browser-trial/linux.ts')).createBrowserTrials(),
  canaries: async (folder) => (await import('./canary/linux.ts')).createCanaries({ folder }),
  execGuard: async (own) =>
    (await import('./exec-guard/linux.ts')).createExecGuard({ ...own, ...options.execGuard }),
});

const win32 = (options: PlatformOptions): Platform => ({
  os: 'win32',
  installedApps: async () => (await import('./installed-apps/win32.ts')).createInstalledApps(),
  programIdentifier: async () => (await import('./program-identity/win32.ts')).createProgramIdentifier(),
  processes: async () => (await import('./processes/win32.ts')).createProcesses(),
  processOrigin: async () => (await import('./process-origin/win32.ts')).createProcessOrigin(),
  deviceIdentity: async () => (await import('./device-identity/win32.ts')).createDeviceIdentity(),
  sessions: async () => (await import('./sessions/win32.ts')).createSessions(),
  localEndpoint: async () => (await import('./local-endpoint/win32.ts')).createLocalEndpoint(),
  installRoot: async () => (await import('./install-root/win32.ts')).installRoot(rootOptions(options)),
  uninstall: async () => (await import('./uninstall/win32.ts')).createUninstall(),
  attention: async () => (await import('./attention/win32.ts')).createAttention(),
  browserPolicy: async () => (await import('./browser-policy/win32.ts')).createBrowserPolicy(),
  recogniseBrowser: async () => (await import('./browser-policy/win32.ts')).recogniseBrowser,
  browserTrials: async () => (await import('./browser-trial/win32.ts')).createBrowserTrials(),
  canaries: async () => (await import('./canary/win32.ts')).createCanaries(),
  execGuard: async () => (await import('./exec-guard/win32.ts')).createExecGuard(),
});

const darwin = (options: PlatformOptions): Platform => ({
  os: 'darwin',
  installedApps: async () => (await import('./installed-apps/darwin.ts')).createInstalledApps(),
  programIdentifier: async () => (await import('./program-identity/darwin.ts')).createProgramIdentifier(),
  processes: async () => (await import('./processes/darwin.ts')).createProcesses(),
  processOrigin: async () => (await import('./process-origin/darwin.ts')).createProcessOrigin(),
  deviceIdentity: async () =>
    (await import('./device-identity/darwin.ts')).createDeviceIdentity(options.deviceIdentity),
  sessions: async () => (await import('./sessions/darwin.ts')).createSessions(),
  localEndpoint: async () =>
    (await import('./local-endpoint/darwin.ts')).createLocalEndpoint(options.localEndpoint),
  installRoot: async () => (await import('./install-root/darwin.ts')).installRoot(rootOptions(options)),
  uninstall: async () => (await import('./uninstall/darwin.ts')).createUninstall(),
  attention: async () => (await import('./attention/darwin.ts')).createAttention(),
  browserPolicy: async () => (await import('./browser-policy/darwin.ts')).createBrowserPolicy(),
  recogniseBrowser: async () => (await import('./browser-policy/darwin.ts')).recogniseBrowser,
  browserTrials: async () => (await import('./browser-trial/darwin.ts')).createBrowserTrials(),
  canaries: async () => (await import('./canary/darwin.ts')).createCanaries(),
  execGuard: async () => (await import('./exec-guard/darwin.ts')).createExecGuard(),
});
