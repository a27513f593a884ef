import type { AuditMessages } from './audit-messages.ts';

/** Swedish. */
export const auditSv: AuditMessages = {
  'audit.title': 'Granskningslogg',
};
