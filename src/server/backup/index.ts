export { makeBackup, restoreBackup, type Backup } from './backup.ts';
