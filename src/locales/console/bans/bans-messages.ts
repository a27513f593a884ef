import type { Parameter } from '../../parameter.ts';

/** Bans: list, one ban, editor. */
export const bansParameters = {
  'bans.title': {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, Parameter>>>>;

/** What a language file of this area holds: an ICU message for every key. */
export type BansMessages = { readonly [K in keyof typeof bansParameters]: string };
