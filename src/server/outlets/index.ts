export { createOutlets, type Outlets } from './outlets.ts';
export { outletMigrations } from './tables.ts';
