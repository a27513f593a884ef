import type { ConsoleMessages } from './console-messages.ts';
import { auditNb } from './audit/nb.ts';
import { bansNb } from './bans/nb.ts';
import { devicesNb } from './devices/nb.ts';
import { draftsNb } from './drafts/nb.ts';
import { editorNb } from './editor/nb.ts';
import { exemptionsNb } from './exemptions/nb.ts';
import { overviewNb } from './overview/nb.ts';
import { packsNb } from './packs/nb.ts';
import { reportNb } from './report/nb.ts';
import { rolloutsNb } from './rollouts/nb.ts';
import { settingsNb } from './settings/nb.ts';
import { shellNb } from './shell/nb.ts';

/** Norwegian Bokmål. */
export const consoleNb: ConsoleMessages = {
  ...shellNb,
  ...overviewNb,
  ...bansNb,
  ...editorNb,
  ...draftsNb,
  ...rolloutsNb,
  ...devicesNb,
  ...exemptionsNb,
  ...packsNb,
  ...auditNb,
  ...settingsNb,
  ...reportNb,
};
