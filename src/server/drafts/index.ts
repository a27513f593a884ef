export { createDrafts, type Drafts } from './drafts.ts';
export { draftTexts } from './draft-texts.ts';
export { reviewDatesJob } from './review-dates.ts';
export { draftMigrations } from './tables.ts';
