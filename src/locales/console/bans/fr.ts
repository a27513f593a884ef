import type { BansMessages } from './bans-messages.ts';

/** French. */
export const bansFr: BansMessages = {
  'bans.title': 'Interdictions',
};
