import type { Parameter } from '../../parameter.ts';

/** Drafts: list, one draft, review, publishing. */
export const draftsParameters = {
  'drafts.title': {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, Parameter>>>>;

/** What a language file of this area holds: an ICU message for every key. */
export type DraftsMessages = { readonly [K in keyof typeof draftsParameters]: string };
