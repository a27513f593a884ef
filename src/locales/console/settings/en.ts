import type { SettingsMessages } from './settings-messages.ts';

/** English. */
export const settingsEn: SettingsMessages = {
  'settings.title': 'Settings',
};
