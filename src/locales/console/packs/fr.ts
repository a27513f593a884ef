import type { PacksMessages } from './packs-messages.ts';

/** French. */
export const packsFr: PacksMessages = {
  'packs.title': 'Lots d’interdictions',
};
