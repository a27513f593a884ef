import type { BansMessages } from './bans-messages.ts';

/** Dutch. */
export const bansNl: BansMessages = {
  'bans.title': 'Verboden',
};
