import { fail } from '#policy/outcome.ts';
import type { Canaries } from './port.ts';

/** Not tried on this system yet. */
export const createCanaries = (): Canaries => ({
  place: () => fail('no canary on this system'),
  start: () => Promise.resolve({ kind: 'not-tried', why: 'no canary on this system' }),
});
