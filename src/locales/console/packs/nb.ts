import type { PacksMessages } from './packs-messages.ts';

/** Norwegian Bokmål. */
export const packsNb: PacksMessages = {
  'packs.title': 'Forbudspakker',
};
