export { createOwnPacks, type OwnPacks } from './own-packs.ts';
export { createPackFiles } from './pack-files.ts';
export { packKeyIn } from './pack-key.ts';
export { packJob } from './pack-job.ts';
export { createPacks, type Packs } from './packs.ts';
export { generatedFiles } from './settle.ts';
export { packMigrations } from './tables.ts';
