export { createPreviews, type AskDevices, type Previews } from './previews.ts';
export { previewMigrations } from './tables.ts';
