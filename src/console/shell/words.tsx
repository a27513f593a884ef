import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { ConsoleMessages } from '#locales/console/console-messages.ts';
import { consoleSay, type ConsoleSay } from '#locales/console/console-text.ts';
import { loadConsole } from '#locales/console/load-console.ts';
import { intlLocaleOf } from '#locales/intl-locale.ts';
import type { Language } from '#locales/language.ts';
import { keepLanguage, keepTheme, keptLanguage, keptTheme, type Theme } from './preferences.ts';

/** The language of the console, and what follows from it. */
export type Words = {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
  readonly theme: Theme;
  readonly setTheme: (theme: Theme) => void;
  readonly timeZone: string;
  readonly say: ConsoleSay;
  /** An instant as a day and a time. */
  readonly moment: (at: number) => string;
  /** A calendar day (`2026-11-22`) or the day of an instant. */
  readonly day: (when: number | string) => string;
  readonly number: (value: number, digits?: number) => string;
  readonly percent: (share: number, digits?: number) => string;
};

const WordsContext = createContext<Words | undefined>(undefined);
export function useWords(): Words {
  const words = useContext(WordsContext);
  if (words === undefined) throw new Error('a component is shown outside the console');
  return words;
}

type Loaded = { readonly language: Language; readonly messages: ConsoleMessages };

/** Shows nothing until the texts of the first language are here; another one replaces it when its own have come. */
export function WordsProvider({ children }: { readonly children: ReactNode }) {
  const [wanted, setWanted] = useState(keptLanguage);
  const [theme, setTheme] = useState(keptTheme);
  const [loaded, setLoaded] = useState<Loaded>();
  useEffect(() => {
    let current = true;
    void loadConsole(wanted).then((messages) => {
      if (current) setLoaded({ language: wanted, messages });
    });
    return () => {
      current = false;
    };
  }, [wanted]);
  useEffect(() => {
    document.documentElement.dataset['colorScheme'] = theme;
  }, [theme]);
  useEffect(() => {
    if (loaded !== undefined) document.documentElement.lang = loaded.language;
  }, [loaded]);
  const words = useMemo((): Words | undefined => {
    if (loaded === undefined) return undefined;
    const { language, messages } = loaded;
    return {
      ...formatsOf(language),
      language,
      theme,
      say: consoleSay(language, messages, ownTimeZone),
      setLanguage: (next) => {
        keepLanguage(next);
        setWanted(next);
      },
      setTheme: (next) => {
        keepTheme(next);
        setTheme(next);
      },
    };
  }, [loaded, theme]);
  return words === undefined ? null : <WordsContext value={words}>{children}</WordsContext>;
}

const ownTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function formatsOf(language: Language): Pick<Words, 'moment' | 'day' | 'number' | 'percent' | 'timeZone'> {
  const locale = intlLocaleOf(language);
  const moments = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const days = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
  const calendarDays = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
  const numbers = (style: 'decimal' | 'percent', digits: number): Intl.NumberFormat =>
    new Intl.NumberFormat(locale, { style, maximumFractionDigits: digits });
  return {
    timeZone: ownTimeZone,
    moment: (at) => moments.format(at),
    day: (when) =>
      typeof when === 'number' ? days.format(when) : calendarDays.format(new Date(`${when}T12:00:00Z`)),
    number: (value, digits = 0) => numbers('decimal', digits).format(value),
    percent: (share, digits = 0) => numbers('percent', digits).format(share),
  };
}
