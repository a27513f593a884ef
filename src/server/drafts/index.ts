export { createDrafts, type Drafts } from './drafts.ts';
export { reviewDatesJob } from './review-dates.ts';
export { draftMigrations } from './tables.ts';
