import type { ConsoleMessages } from './console-messages.ts';
import { auditFr } from './audit/fr.ts';
import { bansFr } from './bans/fr.ts';
import { devicesFr } from './devices/fr.ts';
import { draftsFr } from './drafts/fr.ts';
import { editorFr } from './editor/fr.ts';
import { exemptionsFr } from './exemptions/fr.ts';
import { overviewFr } from './overview/fr.ts';
import { packsFr } from './packs/fr.ts';
import { reportFr } from './report/fr.ts';
import { rolloutsFr } from './rollouts/fr.ts';
import { settingsFr } from './settings/fr.ts';
import { shellFr } from './shell/fr.ts';

/** French. */
export const consoleFr: ConsoleMessages = {
  ...shellFr,
  ...overviewFr,
  ...bansFr,
  ...editorFr,
  ...draftsFr,
  ...rolloutsFr,
  ...devicesFr,
  ...exemptionsFr,
  ...packsFr,
  ...auditFr,
  ...settingsFr,
  ...reportFr,
};
