import type { BansMessages } from './bans-messages.ts';

/** German. */
export const bansDe: BansMessages = {
  'bans.title': 'Verbote',
};
