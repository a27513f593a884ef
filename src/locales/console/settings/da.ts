import type { SettingsMessages } from './settings-messages.ts';

/** Danish. */
export const settingsDa: SettingsMessages = {
  'settings.title': 'Indstillinger',
};
