import type { AgentSettings } from '#agent/enrolment/agent-settings.ts';
import type { LocalServices } from '#agent/localapi/port.ts';
import type { Catalogue } from '#catalogue/compile.ts';
import type { InstallRoot } from '#platform/install-root/port.ts';
import type { Platform } from '#platform/select.ts';
import type { AgentStatus } from '#protocol/tray-agent.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';

export type AgentOptions = {
  readonly installRoot: InstallRoot;
  readonly platform: Platform;
  readonly log: Log;
  /** What stands in `agent.json`, if it is given by the caller instead. */
  readonly settings?: AgentSettings;
  readonly clock?: Clock;
  readonly catalogue?: Catalogue;
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
