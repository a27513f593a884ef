import type { Parameter } from '../../parameter.ts';

/** Ban packs. */
export const packsParameters = {
  'packs.title': {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, Parameter>>>>;

/** What a language file of this area holds: an ICU message for every key. */
export type PacksMessages = { readonly [K in keyof typeof packsParameters]: string };
