export { openConsoleFiles, type ConsoleFiles } from './console-files.ts';
