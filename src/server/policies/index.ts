export type { Compiled, Readable } from './compile.ts';
export { canonical, diffPolicies } from './diff.ts';
export { firstPolicy } from './first-policy.ts';
export { generatedMark, isGenerated, type MakeFiles } from './generated-files.ts';
export { loadKeys, type KeyFault, type OrganisationKey, type ServerKeys } from './keys.ts';
export { createPolicies, type ApplyOptions, type Applied, type Policies } from './policies.ts';
export type { Publication } from './publications.ts';
export { chainOf, findBan, rootOf, type Published } from './published.ts';
export { policyMigrations } from './tables.ts';
