import type { Language } from '../language.ts';
import type { ConsoleMessages } from './console-messages.ts';

/** Each language is a module of its own, so that a browser fetches one. */
const loaders: Readonly<Record<Language, () => Promise<ConsoleMessages>>> = {
  nb: async () => (await import('./nb.ts')).consoleNb,
  nn: async () => (await import('./nn.ts')).consoleNn,
  da: async () => (await import('./da.ts')).consoleDa,
  sv: async () => (await import('./sv.ts')).consoleSv,
  nl: async () => (await import('./nl.ts')).consoleNl,
  fr: async () => (await import('./fr.ts')).consoleFr,
  de: async () => (await import('./de.ts')).consoleDe,
  en: async () => (await import('./en.ts')).consoleEn,
};

/** The texts of the console in a language. Rejects where their file cannot be fetched. */
export const loadConsole = (language: Language): Promise<ConsoleMessages> => loaders[language]();
