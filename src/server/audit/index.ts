export {
  auditMigrations,
  chainHash,
  chainStart,
  createAudit,
  type Act,
  type Actor,
  type Audit,
  type AuditRow,
} from './audit.ts';
