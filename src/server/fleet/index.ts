export { createDailyCounts, type DailyCounts } from './daily-counts.ts';
export { type Erasure } from './erasure.ts';
export { createFleet, createZone, type Fleet } from './fleet.ts';
export { fleetMigrations } from './tables.ts';
export { createUnitTrees, type UnitTree } from './unit-tree.ts';
