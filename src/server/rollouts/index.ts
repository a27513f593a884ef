export { createPauses, type MayFor, type Pauses, type SignedPause } from './pauses.ts';
export { createRollouts, type Rollouts } from './rollouts.ts';
export { rolloutMigrations } from './tables.ts';
