import type { Parameter } from '../../parameter.ts';

/** What operators did and looked at. */
export const auditParameters = {
  'audit.title': {},
  'audit.lead': {},
  'audit.intact': {},
  'audit.broken': {},
  'audit.operator': {},
  'audit.action': {},
  'audit.subject': {},
  'audit.when': {},
  'audit.body': {},
  'audit.body.erased': {},
  'audit.body.none': {},
  'audit.from': {},
  'audit.to': {},
  'audit.show': {},
  'audit.none': {},
  'audit.found': { n: 'count' },
  'audit.export.csv': {},
  'audit.export.ndjson': {},
  'audit.older': {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, Parameter>>>>;

/** What a language file of this area holds: an ICU message for every key. */
export type AuditMessages = { readonly [K in keyof typeof auditParameters]: string };
