import type { SettingsMessages } from './settings-messages.ts';

/** German. */
export const settingsDe: SettingsMessages = {
  'settings.title': 'Einstellungen',
};
