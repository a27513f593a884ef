import type { BansMessages } from './bans-messages.ts';

/** English. */
export const bansEn: BansMessages = {
  'bans.title': 'Bans',
};
