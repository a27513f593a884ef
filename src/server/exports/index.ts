export { createExports, type Exports } from './exports.ts';
export type { TextStream } from './text-stream.ts';
