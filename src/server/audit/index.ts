export { createAudit, type Act, type Actor, type Audit } from './audit.ts';
export { chainHash, chainStart } from './chain.ts';
export type { AuditFilter, AuditPage } from './read.ts';
export { auditMigrations, type AuditRow } from './tables.ts';
