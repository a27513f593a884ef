import type { PacksMessages } from './packs-messages.ts';

/** English. */
export const packsEn: PacksMessages = {
  'packs.title': 'Ban packs',
};
