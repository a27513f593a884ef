export { takeDataFolder, type DataFolder } from './data-folder.ts';
export { createGroupWriter, type GroupWriter } from './group-writer.ts';
export { readMeta, storeMigrations, writeMeta } from './meta.ts';
export { hashedSecret, rowOfSecret, type HashedSecret } from './secret-hash.ts';
export { newId, newSecret, sameHash, sha256 } from './random.ts';
export {
  openDatabase,
  openStore,
  type Db,
  type Migrations,
  type Store,
  type Tables,
  type Trx,
} from './store.ts';
