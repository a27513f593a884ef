import type { Channel, Confidence, Evidence, EvidenceKind } from './evidence.ts';

/** A fact is known, or it is not and says why. An unknown fact is never compliance and never a block. */
export type Fact<T> =
  | { readonly state: 'known'; readonly at: number; readonly value: T }
  | { readonly state: 'unknown'; readonly why: string }
  | { readonly state: 'unsupported' };

/** Where an installed app was found. */
export type InstallSource =
  | 'dpkg'
  | 'rpm'
  | 'pacman'
  | 'flatpak'
  | 'snap'
  | 'appimage'
  | 'desktop-file'
  | 'folder' // a program unpacked under /opt or in a home
  | 'pwa'
  | 'arp'
  | 'appx'
  | 'app-bundle';

/** Whom an installation serves: the machine, or one account (its name and, on POSIX, its uid). */
export type Scope =
  | { readonly kind: 'machine' }
  | { readonly kind: 'account'; readonly account: string; readonly uid?: number };

/** One installed application as a platform adapter reports it. Never leaves the PC. */
export type InstalledApp = {
  /** Stable over scans: source, scope and name. */
  readonly key: string;
  readonly source: InstallSource;
  readonly name: string;
  readonly version?: string;
  readonly scope: Scope;
  readonly evidence: readonly Evidence[];
  /** Epoch ms when the platform says it was installed or first seen on disk, if it says so. */
  readonly installedAt?: number;
  /** Absolute path of the program or its folder, for people and for removal; never reported. */
  readonly path?: string;
};

/** One running program. `key` is pid and kernel start time, so a recycled pid is another program. */
export type RunningProgram = {
  readonly key: string;
  readonly pid: number;
  readonly parent: number;
  /** Kernel start time in clock ticks since boot, field 22 of /proc/pid/stat; on other systems any value that never repeats for a pid. */
  readonly startTicks: bigint;
  /** Epoch ms when it was announced or, if it ran before the agent, its start as computed from boot time. */
  readonly startedAt: number;
  /** Whether it ran before the agent or before the policy came: such a program gets a countdown. */
  readonly alreadyRunning: boolean;
  readonly account: string;
  readonly uid?: number;
  /** Absolute path of the executable from the kernel; undefined where the kernel does not tell. */
  readonly exe?: string;
  readonly evidence: readonly Evidence[];
};

/** Which app a subject is, by which evidence. Made by `catalogue/match.ts` or by an inline matcher. */
export type AppMatch = {
  readonly app: string;
  /** The app of which this one is a fork: a ban on that one covers this one over the channel `fork`. */
  readonly forkOf?: string;
  readonly channel: Channel;
  readonly evidence: readonly MatchedEvidence[];
  readonly confidence: Confidence;
  /** `certain` may carry a verdict; `hint` may be reported and warned about, and never stops or removes anything. */
  readonly strength: 'certain' | 'hint';
};
export type MatchedEvidence = { readonly kind: EvidenceKind; readonly value: string };

/** What `decide` judges: an installed app or a running program with its matches. */
export type Subject = InstalledSubject | RunningSubject;
type SubjectBase = {
  readonly key: string;
  /** The account concerned; undefined for what serves the whole machine. */
  readonly account?: string;
  readonly evidence: readonly Evidence[];
  readonly matches: readonly AppMatch[];
  /** Absolute path, used only to tell protected programs; never reported. */
  readonly path?: string;
};
export type InstalledSubject = SubjectBase & {
  readonly kind: 'installed';
  readonly source?: InstallSource;
  readonly installedAt?: number;
};
export type RunningSubject = SubjectBase & {
  readonly kind: 'running';
  readonly pid: number;
  readonly startedAt: number;
  readonly alreadyRunning: boolean;
};

/** What the agent knows when a cycle begins. */
export type Facts = {
  readonly device: DeviceFacts;
  readonly installed: Fact<readonly InstalledSubject[]>;
  readonly running: Fact<readonly RunningSubject[]>;
};
export type DeviceFacts = {
  readonly os: 'linux' | 'win32' | 'darwin';
  /** Chosen at installation when `private`; otherwise by the assignment. */
  readonly class: DeviceClass;
  /** Accounts with a home on this PC; audiences of people who are not here never act. */
  readonly accounts: readonly string[];
};
export const deviceClasses = ['service', 'private', 'dedicated'] as const;
export type DeviceClass = (typeof deviceClasses)[number];
