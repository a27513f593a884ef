import type { BansMessages } from './bans-messages.ts';

/** Danish. */
export const bansDa: BansMessages = {
  'bans.title': 'Forbud',
};
