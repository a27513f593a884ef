import type { AuditMessages } from './audit-messages.ts';

/** Norwegian Bokmål. */
export const auditNb: AuditMessages = {
  'audit.title': 'Revisjonslogg',
};
