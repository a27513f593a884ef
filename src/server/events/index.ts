export type { Batch, EventRow } from './batch.ts';
export { startIngest, type Commit, type Ingest } from './ingest.ts';
export { createEventReader, type EventReader } from './read.ts';
export { createEventRetention, type EventRetention } from './retain.ts';
export { eventMigrations } from './tables.ts';
