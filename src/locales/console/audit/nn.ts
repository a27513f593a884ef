import type { AuditMessages } from './audit-messages.ts';

/** Norwegian Nynorsk. */
export const auditNn: AuditMessages = {
  'audit.title': 'Revisjonslogg',
};
