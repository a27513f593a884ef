export type { Batch, EventRow } from './batch.ts';
export { startIngest, type Commit, type Ingest } from './ingest.ts';
export { createEventReader, type EventReader } from './read.ts';
export { eventMigrations } from './tables.ts';
