import type { BrowserPolicy } from './port.ts';

/** Knows of no browser and writes nothing: what it says of itself is that there is nothing. */
export const unsupportedBrowserPolicy = (): BrowserPolicy => ({
  browsers: () => Promise.resolve([]),
  apply: () => Promise.resolve([]),
  lookForShadows: () => Promise.resolve(),
  onDisturbed: () => ({ [Symbol.dispose]: () => undefined }),
  [Symbol.asyncDispose]: () => Promise.resolve(),
});
