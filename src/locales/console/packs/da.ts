import type { PacksMessages } from './packs-messages.ts';

/** Danish. */
export const packsDa: PacksMessages = {
  'packs.title': 'Forbudspakker',
};
