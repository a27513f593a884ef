export { createOutletErasure, type OutletErasure } from './erasure.ts';
export { createOutlets, type Outlets } from './outlets.ts';
export { outletMigrations } from './tables.ts';
