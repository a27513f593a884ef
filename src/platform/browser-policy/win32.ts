import type { BrowserPolicy, RecogniseBrowser } from './port.ts';
import { unsupportedBrowserPolicy } from './unsupported.ts';

/** The registry's content is rendered (`registry.ts`), and not yet written. */
export const createBrowserPolicy = (): BrowserPolicy => unsupportedBrowserPolicy();
export const recogniseBrowser: RecogniseBrowser = () => undefined;
