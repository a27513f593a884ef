import type { SettingsMessages } from './settings-messages.ts';

/** Dutch. */
export const settingsNl: SettingsMessages = {
  'settings.title': 'Instellingen',
};
