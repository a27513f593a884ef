import type { BansMessages } from './bans-messages.ts';

/** Norwegian Bokmål. */
export const bansNb: BansMessages = {
  'bans.title': 'Forbud',
};
