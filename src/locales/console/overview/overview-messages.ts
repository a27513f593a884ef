import type { Parameter } from '../../parameter.ts';

/** The first page. */
export const overviewParameters = {
  'overview.title': {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, Parameter>>>>;

/** What a language file of this area holds: an ICU message for every key. */
export type OverviewMessages = { readonly [K in keyof typeof overviewParameters]: string };
