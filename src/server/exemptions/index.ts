export { createExemptions, type Exemptions } from './exemptions.ts';
export { followRequests } from './requests.ts';
export { exemptionMigrations } from './tables.ts';
