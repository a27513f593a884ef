export { firstPolicy } from './first-policy.ts';
export { loadKeys, type KeyFault, type OrganisationKey, type ServerKeys } from './keys.ts';
export { createPolicies, type ApplyOptions, type Applied, type Policies } from './policies.ts';
export { chainOf, findBan, rootOf, type Published } from './published.ts';
export { policyMigrations } from './tables.ts';
