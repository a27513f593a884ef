import { fail } from '#policy/outcome.ts';
import type { LocalEndpoint } from './port.ts';

/** Named pipes need an access list and proof of the client that Node does not give; until then there is no door on Windows. */
export const createLocalEndpoint = (): LocalEndpoint => ({
  listen: () => Promise.reject(new Error('local endpoint: not supported on Windows yet')),
  dial: () => Promise.resolve(fail({ code: 'not-running' })),
});
