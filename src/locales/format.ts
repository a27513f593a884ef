import { IntlMessageFormat } from 'intl-messageformat';
import { instantOf } from './calendar-day.ts';
import { da } from './da.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { intlLocaleOf } from './intl-locale.ts';
import type { Language } from './language.ts';
import { messageParameters, type MessageKey, type Messages } from './messages.ts';
import { nb } from './nb.ts';
import { nl } from './nl.ts';
import { nn } from './nn.ts';
import type { Parameter, When } from './parameter.ts';
import { sv } from './sv.ts';
import { trayDa } from './tray/da.ts';
import { trayDe } from './tray/de.ts';
import { trayEn } from './tray/en.ts';
import { trayFr } from './tray/fr.ts';
import { trayNb } from './tray/nb.ts';
import { trayNl } from './tray/nl.ts';
import { trayNn } from './tray/nn.ts';
import { traySv } from './tray/sv.ts';

export const messages: Readonly<Record<Language, Messages>> = {
  nb: { ...nb, ...trayNb },
  nn: { ...nn, ...trayNn },
  da: { ...da, ...trayDa },
  sv: { ...sv, ...traySv },
  nl: { ...nl, ...trayNl },
  fr: { ...fr, ...trayFr },
  de: { ...de, ...trayDe },
  en: { ...en, ...trayEn },
};

const formats = (timeZone: string) => ({
  date: {
    long: { day: 'numeric', month: 'long', year: 'numeric', timeZone },
    moment: { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone },
    clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone },
  } as const,
});

/** Compiling costs a hundred times what formatting does, and the keys are few: nothing is ever evicted. */
const compiled = new Map<string, IntlMessageFormat>();

const compile = (language: Language, key: MessageKey, timeZone: string): IntlMessageFormat => {
  const name = `${language} ${timeZone} ${key}`;
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const made = new IntlMessageFormat(messages[language][key], intlLocaleOf(language), formats(timeZone), {
    ignoreTag: true,
  });
  compiled.set(name, made);
  return made;
};

/**
 * The message with whatever its declared parameters take from `given`. The typed way in is `text`. Throws when one is
 * missing (`Intl` would silently take the current time for a missing date) and when the time zone does not exist.
 */
export const formatMessage = (
  language: Language,
  key: MessageKey,
  given: Readonly<Record<string, When | undefined>>,
  timeZone: string,
): string => {
  const parameters: Readonly<Record<string, Parameter>> = messageParameters[key];
  const values: Record<string, When> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = given[name];
    if (value === undefined) throw new TypeError(`${key} needs ${name}`);
    values[name] = shown(value, parameter);
  }
  const made = compile(language, key, timeZone).format(values);
  if (typeof made !== 'string') throw new TypeError(`${key} is not plain text`);
  return made;
};

/** An end is the first instant that is no longer allowed: its day is the one before it. */
const shown = (value: When, parameter: Parameter): When => {
  if (parameter === 'date') return instantOf(value);
  if (parameter === 'end') return typeof value === 'number' ? value - 1 : instantOf(value);
  return value;
};
