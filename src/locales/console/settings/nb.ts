import type { SettingsMessages } from './settings-messages.ts';

/** Norwegian Bokmål. */
export const settingsNb: SettingsMessages = {
  'settings.title': 'Innstillinger',
};
