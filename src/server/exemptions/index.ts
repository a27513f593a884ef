export { followCodeUses } from './code-uses.ts';
export { endingJob } from './ending.ts';
export { createExemptions, type Exemptions } from './exemptions.ts';
export { createOfflineSecrets, type OfflineSecrets } from './offline-secrets.ts';
export { followRequests } from './requests.ts';
export { createExemptionRetention, type CountedExemption, type ExemptionRetention } from './retain.ts';
export { exemptionMigrations } from './tables.ts';
export { countExemptions, deleteOldExemptions, eraseExemptions, type ExemptionCounts } from './upkeep.ts';
