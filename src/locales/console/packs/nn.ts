import type { PacksMessages } from './packs-messages.ts';

/** Norwegian Nynorsk. */
export const packsNn: PacksMessages = {
  'packs.title': 'Forbodspakkar',
};
