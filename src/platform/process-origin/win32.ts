import type { ProcessOrigin } from './port.ts';

/** Not asked on this system yet. */
export const createProcessOrigin = (): ProcessOrigin => ({ of: () => undefined });
