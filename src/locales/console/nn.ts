import type { ConsoleMessages } from './console-messages.ts';
import { auditNn } from './audit/nn.ts';
import { bansNn } from './bans/nn.ts';
import { devicesNn } from './devices/nn.ts';
import { draftsNn } from './drafts/nn.ts';
import { editorNn } from './editor/nn.ts';
import { exemptionsNn } from './exemptions/nn.ts';
import { overviewNn } from './overview/nn.ts';
import { packsNn } from './packs/nn.ts';
import { reportNn } from './report/nn.ts';
import { rolloutsNn } from './rollouts/nn.ts';
import { settingsNn } from './settings/nn.ts';
import { shellNn } from './shell/nn.ts';

/** Norwegian Nynorsk. */
export const consoleNn: ConsoleMessages = {
  ...shellNn,
  ...overviewNn,
  ...bansNn,
  ...editorNn,
  ...draftsNn,
  ...rolloutsNn,
  ...devicesNn,
  ...exemptionsNn,
  ...packsNn,
  ...auditNn,
  ...settingsNn,
  ...reportNn,
};
