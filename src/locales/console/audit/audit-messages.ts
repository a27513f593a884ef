import type { Parameter } from '../../parameter.ts';

/** The audit trail. */
export const auditParameters = {
  'audit.title': {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, Parameter>>>>;

/** What a language file of this area holds: an ICU message for every key. */
export type AuditMessages = { readonly [K in keyof typeof auditParameters]: string };
