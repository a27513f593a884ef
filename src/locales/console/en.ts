import type { ConsoleMessages } from './console-messages.ts';
import { auditEn } from './audit/en.ts';
import { bansEn } from './bans/en.ts';
import { devicesEn } from './devices/en.ts';
import { draftsEn } from './drafts/en.ts';
import { editorEn } from './editor/en.ts';
import { exemptionsEn } from './exemptions/en.ts';
import { overviewEn } from './overview/en.ts';
import { packsEn } from './packs/en.ts';
import { reportEn } from './report/en.ts';
import { rolloutsEn } from './rollouts/en.ts';
import { settingsEn } from './settings/en.ts';
import { shellEn } from './shell/en.ts';

/** English. */
export const consoleEn: ConsoleMessages = {
  ...shellEn,
  ...overviewEn,
  ...bansEn,
  ...editorEn,
  ...draftsEn,
  ...rolloutsEn,
  ...devicesEn,
  ...exemptionsEn,
  ...packsEn,
  ...auditEn,
  ...settingsEn,
  ...reportEn,
};
