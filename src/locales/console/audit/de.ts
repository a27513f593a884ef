import type { AuditMessages } from './audit-messages.ts';

/** German. */
export const auditDe: AuditMessages = {
  'audit.title': 'Prüfprotokoll',
};
