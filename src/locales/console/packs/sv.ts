import type { PacksMessages } from './packs-messages.ts';

/** Swedish. */
export const packsSv: PacksMessages = {
  'packs.title': 'Förbudspaket',
};
