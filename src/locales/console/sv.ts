import type { ConsoleMessages } from './console-messages.ts';
import { auditSv } from './audit/sv.ts';
import { bansSv } from './bans/sv.ts';
import { devicesSv } from './devices/sv.ts';
import { draftsSv } from './drafts/sv.ts';
import { editorSv } from './editor/sv.ts';
import { exemptionsSv } from './exemptions/sv.ts';
import { overviewSv } from './overview/sv.ts';
import { packsSv } from './packs/sv.ts';
import { reportSv } from './report/sv.ts';
import { rolloutsSv } from './rollouts/sv.ts';
import { settingsSv } from './settings/sv.ts';
import { shellSv } from './shell/sv.ts';

/** Swedish. */
export const consoleSv: ConsoleMessages = {
  ...shellSv,
  ...overviewSv,
  ...bansSv,
  ...editorSv,
  ...draftsSv,
  ...rolloutsSv,
  ...devicesSv,
  ...exemptionsSv,
  ...packsSv,
  ...auditSv,
  ...settingsSv,
  ...reportSv,
};
