import type { AuditMessages } from './audit-messages.ts';

/** Dutch. */
export const auditNl: AuditMessages = {
  'audit.title': 'Controlelogboek',
};
