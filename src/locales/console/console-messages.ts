import type { Parameter, When } from '../parameter.ts';
import { auditParameters, type AuditMessages } from './audit/audit-messages.ts';
import { bansParameters, type BansMessages } from './bans/bans-messages.ts';
import { devicesParameters, type DevicesMessages } from './devices/devices-messages.ts';
import { draftsParameters, type DraftsMessages } from './drafts/drafts-messages.ts';
import { editorParameters, type EditorMessages } from './editor/editor-messages.ts';
import { exemptionsParameters, type ExemptionsMessages } from './exemptions/exemptions-messages.ts';
import { overviewParameters, type OverviewMessages } from './overview/overview-messages.ts';
import { packsParameters, type PacksMessages } from './packs/packs-messages.ts';
import { reportParameters, type ReportMessages } from './report/report-messages.ts';
import { rolloutsParameters, type RolloutsMessages } from './rollouts/rollouts-messages.ts';
import { settingsParameters, type SettingsMessages } from './settings/settings-messages.ts';
import { shellParameters, type ShellMessages } from './shell/shell-messages.ts';

/** Every message of the console and its parameters, area by area. */
export const consoleParameters = {
  ...shellParameters,
  ...overviewParameters,
  ...bansParameters,
  ...editorParameters,
  ...draftsParameters,
  ...rolloutsParameters,
  ...devicesParameters,
  ...exemptionsParameters,
  ...packsParameters,
  ...auditParameters,
  ...settingsParameters,
  ...reportParameters,
} as const satisfies Readonly<Record<string, Readonly<Record<string, Parameter>>>>;

type ArgumentOf<P extends Parameter> = P extends 'count' ? number : P extends 'date' | 'end' ? When : string;

export type ConsoleKey = keyof typeof consoleParameters;
export type ConsoleArguments = {
  readonly [K in ConsoleKey]: {
    readonly [P in keyof (typeof consoleParameters)[K]]: (typeof consoleParameters)[K][P] extends Parameter
      ? ArgumentOf<(typeof consoleParameters)[K][P]>
      : never;
  };
};

/** A whole language of the console: an ICU message for every key. */
export type ConsoleMessages = ShellMessages &
  OverviewMessages &
  BansMessages &
  EditorMessages &
  DraftsMessages &
  RolloutsMessages &
  DevicesMessages &
  ExemptionsMessages &
  PacksMessages &
  AuditMessages &
  SettingsMessages &
  ReportMessages;
