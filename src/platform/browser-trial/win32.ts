import { fail } from '#policy/outcome.ts';
import type { BrowserTrials } from './port.ts';

/** Not tried on this system yet. */
export const createBrowserTrials = (): BrowserTrials => ({
  buildOf: () => undefined,
  run: () => Promise.resolve(fail({ code: 'unsupported' })),
});
