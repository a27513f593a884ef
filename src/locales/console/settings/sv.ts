import type { SettingsMessages } from './settings-messages.ts';

/** Swedish. */
export const settingsSv: SettingsMessages = {
  'settings.title': 'Inställningar',
};
