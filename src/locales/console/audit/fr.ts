import type { AuditMessages } from './audit-messages.ts';

/** French. */
export const auditFr: AuditMessages = {
  'audit.title': 'Journal d’audit',
};
