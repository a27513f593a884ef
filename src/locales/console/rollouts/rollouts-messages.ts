import type { Parameter } from '../../parameter.ts';

/** Rollouts, pauses and previews. */
export const rolloutsParameters = {
  'rollouts.title': {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, Parameter>>>>;

/** What a language file of this area holds: an ICU message for every key. */
export type RolloutsMessages = { readonly [K in keyof typeof rolloutsParameters]: string };
