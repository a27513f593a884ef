import type { ConsoleMessages } from './console-messages.ts';
import { auditDa } from './audit/da.ts';
import { bansDa } from './bans/da.ts';
import { devicesDa } from './devices/da.ts';
import { draftsDa } from './drafts/da.ts';
import { editorDa } from './editor/da.ts';
import { exemptionsDa } from './exemptions/da.ts';
import { overviewDa } from './overview/da.ts';
import { packsDa } from './packs/da.ts';
import { reportDa } from './report/da.ts';
import { rolloutsDa } from './rollouts/da.ts';
import { settingsDa } from './settings/da.ts';
import { shellDa } from './shell/da.ts';

/** Danish. */
export const consoleDa: ConsoleMessages = {
  ...shellDa,
  ...overviewDa,
  ...bansDa,
  ...editorDa,
  ...draftsDa,
  ...rolloutsDa,
  ...devicesDa,
  ...exemptionsDa,
  ...packsDa,
  ...auditDa,
  ...settingsDa,
  ...reportDa,
};
