import type { AttentionReader } from './port.ts';

/** Not asked on this system yet: its own notification service holds notifications back by itself. */
export const createAttention = (): AttentionReader => ({
  read: () => Promise.resolve({ state: 'unknown' }),
});
