import type { App } from '#catalogue/app.ts';
import type { Inventory } from '#platform/installed-apps/port.ts';
import type { Account } from '#platform/sessions/port.ts';
import type { Uninstall } from '#platform/uninstall/port.ts';
import type { Decision } from '#policy/decision.ts';
import type { EffectiveBan, EffectivePolicy } from '#policy/effective.ts';
import type { Exemption } from '#policy/exemption.ts';
import type { DeviceFacts, InstalledSubject, RunningSubject } from '#policy/facts.ts';
import type { Outcome } from '#policy/outcome.ts';
import type { LocalFaultCode, Removable, RemovalOutcome } from '#protocol/tray-agent.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';

/** What was found, and what must be known to decide who may remove it. All of it as of the last full look. */
export type RemovalParts = {
  readonly mode: 'system' | 'user';
  readonly os: DeviceFacts['os'];
  readonly ownPaths: readonly string[];
  readonly policyIn: () => EffectivePolicy | undefined;
  /** Permissions on this device, whether in force or not. */
  readonly exemptions: () => readonly Exemption[];
  /** Accounts of people on this PC. */
  readonly people: () => readonly Account[];
  readonly inventory: () => Inventory | undefined;
  readonly subjects: () => readonly InstalledSubject[];
  readonly running: () => readonly RunningSubject[];
  readonly judge: (subject: InstalledSubject) => readonly Decision[];
  readonly appOf: (id: string) => App | undefined;
  readonly nameOf: (effective: EffectiveBan, app: string | undefined) => string;
  /** Reads everything anew. */
  readonly lookAgain: () => Promise<void>;
  /** Tells person and IT now that this is gone, once. */
  readonly confirmRemoved: (gone: {
    readonly ban: string;
    readonly app?: string;
    readonly account: string;
  }) => void;
  readonly uninstall: Uninstall;
  readonly clock: Clock;
  readonly log: Log;
};

export type RemovalResult = { readonly outcome: RemovalOutcome; readonly detail?: string };

export interface GuidedRemoval {
  /** What of the ban's apps this account could see gone, at most 100. */
  removables(account: string, ban: string): Promise<Outcome<readonly Removable[], LocalFaultCode>>;
  /** Removes what is the agent's to remove; answers when it is verified. One at a time on this PC. */
  remove(account: string, ban: string, item: string): Promise<Outcome<RemovalResult, LocalFaultCode>>;
  /** Whether what was listed to this account is gone now. */
  verify(account: string, ban: string, item: string): Promise<Outcome<RemovalResult, LocalFaultCode>>;
}
