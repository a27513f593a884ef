import type { SettingsMessages } from './settings-messages.ts';

/** French. */
export const settingsFr: SettingsMessages = {
  'settings.title': 'Réglages',
};
