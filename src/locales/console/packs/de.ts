import type { PacksMessages } from './packs-messages.ts';

/** German. */
export const packsDe: PacksMessages = {
  'packs.title': 'Verbotspakete',
};
