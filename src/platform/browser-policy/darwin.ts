import type { BrowserPolicy, RecogniseBrowser } from './port.ts';
import { unsupportedBrowserPolicy } from './unsupported.ts';

/** The configuration profile is rendered (`mac-profile.ts`); only the organisation's device management can install it. */
export const createBrowserPolicy = (): BrowserPolicy => unsupportedBrowserPolicy();
export const recogniseBrowser: RecogniseBrowser = () => undefined;
