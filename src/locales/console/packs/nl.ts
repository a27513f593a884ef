import type { PacksMessages } from './packs-messages.ts';

/** Dutch. */
export const packsNl: PacksMessages = {
  'packs.title': 'Verbodspakketten',
};
