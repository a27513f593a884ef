import type { AuditMessages } from './audit-messages.ts';

/** Danish. */
export const auditDa: AuditMessages = {
  'audit.title': 'Revisionslog',
};
