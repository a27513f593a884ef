import type { Language } from './language.ts';

/**
 * By which conventions dates and numbers are written. `en` alone would write months before days; the readers are in
 * Europe. Chromium and Electron carry nothing for Nynorsk and would fall back on English: Bokmål writes dates the same.
 */
export const intlLocaleOf = (language: Language): string =>
  language === 'en' ? 'en-GB' : language === 'nn' ? 'nb' : language;
