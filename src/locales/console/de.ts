import type { ConsoleMessages } from './console-messages.ts';
import { auditDe } from './audit/de.ts';
import { bansDe } from './bans/de.ts';
import { devicesDe } from './devices/de.ts';
import { draftsDe } from './drafts/de.ts';
import { editorDe } from './editor/de.ts';
import { exemptionsDe } from './exemptions/de.ts';
import { overviewDe } from './overview/de.ts';
import { packsDe } from './packs/de.ts';
import { reportDe } from './report/de.ts';
import { rolloutsDe } from './rollouts/de.ts';
import { settingsDe } from './settings/de.ts';
import { shellDe } from './shell/de.ts';

/** German. */
export const consoleDe: ConsoleMessages = {
  ...shellDe,
  ...overviewDe,
  ...bansDe,
  ...editorDe,
  ...draftsDe,
  ...rolloutsDe,
  ...devicesDe,
  ...exemptionsDe,
  ...packsDe,
  ...auditDe,
  ...settingsDe,
  ...reportDe,
};
