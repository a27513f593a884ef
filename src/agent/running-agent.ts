import type { AgentSettings } from '#agent/enrolment/agent-settings.ts';
import type { LocalServices } from '#agent/localapi/port.ts';
import type { Catalogue } from '#catalogue/compile.ts';
import type { InstallRoot } from '#platform/install-root/port.ts';
import type { Platform } from '#platform/select.ts';
import type { AgentStatus } from '#protocol/tray-agent.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';

/** The web guard; without it browsers are left alone. */
export type WebOptions = {
  /** Where the packed extension lies, with its `extension.json`; a copy of it is published. */
  readonly extensionFolder: string;
  /** Where what browsers install and start is published; root's own, readable for every account. */
  readonly launcherFolder: string;
  /** What the headless browsers that try the canary are started with besides. */
  readonly proofArguments?: readonly string[];
  /** Nothing of it stays in browsers when the agent stops; otherwise what is blocked stays so. */
  readonly removeAtEnd?: boolean;
};

/** The start guard; without it every program starts unasked, and is stopped afterwards. */
export type GuardOptions = {
  /** Mount points whose programs are asked about; absent: the whole PC. */
  readonly only?: readonly string[];
};

export type AgentOptions = {
  readonly installRoot: InstallRoot;
  readonly platform: Platform;
  readonly log: Log;
  /** What stands in `agent.json`, if it is given by the caller instead. */
  readonly settings?: AgentSettings;
  readonly clock?: Clock;
  readonly catalogue?: Catalogue;
  readonly web?: WebOptions;
  readonly guard?: GuardOptions;
  /** Where the programs lie by which the agent proves that programs are blocked; without it nothing is proved. Every account may enter it. */
  readonly canaryFolder?: string;
  /** Chooses the waiting times between tries to connect. */
  readonly random?: () => number;
  /** The agent has ended by itself and could not go on: whoever runs it must end too, or start another. */
  readonly onEnd?: () => void;
  /** Called at every point at which a kill would matter; a test ends the process there. */
  readonly faultPoint?: (name: string) => void;
};

export interface RunningAgent {
  status(account?: string): AgentStatus;
  readonly services: LocalServices;
  /** After every full cycle. */
  onCycle(listener: () => void): Disposable;
  stop(): Promise<void>;
}
