export { createAssignments, type Assignments, type Issued } from './assignments.ts';
export { classOf, createDevices, summary, type DeviceRow, type Devices } from './devices.ts';
export { createLooks, type Looks } from './looks.ts';
export { deviceMigrations } from './tables.ts';
export { moveOrphans } from './orphans.ts';
