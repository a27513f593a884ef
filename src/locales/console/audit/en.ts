import type { AuditMessages } from './audit-messages.ts';

/** English. */
export const auditEn: AuditMessages = {
  'audit.title': 'Audit',
};
