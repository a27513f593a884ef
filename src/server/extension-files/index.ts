export { openExtensionFiles, type ExtensionFiles } from './extension-files.ts';
