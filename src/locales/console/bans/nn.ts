import type { BansMessages } from './bans-messages.ts';

/** Norwegian Nynorsk. */
export const bansNn: BansMessages = {
  'bans.title': 'Forbod',
};
