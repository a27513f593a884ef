import type { Parameter } from '../../parameter.ts';

/** The exemptions inbox. */
export const exemptionsParameters = {
  'exemptions.title': {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, Parameter>>>>;

/** What a language file of this area holds: an ICU message for every key. */
export type ExemptionsMessages = { readonly [K in keyof typeof exemptionsParameters]: string };
