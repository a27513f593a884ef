import type { Parameter } from '../../parameter.ts';

/** The compliance report. */
export const reportParameters = {
  'report.title': {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, Parameter>>>>;

/** What a language file of this area holds: an ICU message for every key. */
export type ReportMessages = { readonly [K in keyof typeof reportParameters]: string };
