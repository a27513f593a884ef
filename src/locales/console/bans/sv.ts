import type { BansMessages } from './bans-messages.ts';

/** Swedish. */
export const bansSv: BansMessages = {
  'bans.title': 'Förbud',
};
