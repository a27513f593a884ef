import type { ConsoleMessages } from './console-messages.ts';
import { auditNl } from './audit/nl.ts';
import { bansNl } from './bans/nl.ts';
import { devicesNl } from './devices/nl.ts';
import { draftsNl } from './drafts/nl.ts';
import { editorNl } from './editor/nl.ts';
import { exemptionsNl } from './exemptions/nl.ts';
import { overviewNl } from './overview/nl.ts';
import { packsNl } from './packs/nl.ts';
import { reportNl } from './report/nl.ts';
import { rolloutsNl } from './rollouts/nl.ts';
import { settingsNl } from './settings/nl.ts';
import { shellNl } from './shell/nl.ts';

/** Dutch. */
export const consoleNl: ConsoleMessages = {
  ...shellNl,
  ...overviewNl,
  ...bansNl,
  ...editorNl,
  ...draftsNl,
  ...rolloutsNl,
  ...devicesNl,
  ...exemptionsNl,
  ...packsNl,
  ...auditNl,
  ...settingsNl,
  ...reportNl,
};
