import type { SettingsMessages } from './settings-messages.ts';

/** Norwegian Nynorsk. */
export const settingsNn: SettingsMessages = {
  'settings.title': 'Innstillingar',
};
