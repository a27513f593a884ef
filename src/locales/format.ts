import { da } from './da.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import type { Language } from './language.ts';
import { MessageFormatter } from './message-format.ts';
import { messageParameters, type MessageKey, type Messages } from './messages.ts';
import { nb } from './nb.ts';
import { nl } from './nl.ts';
import { nn } from './nn.ts';
import type { When } from './parameter.ts';
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

const formatters = new Map<string, MessageFormatter>();

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
  const name = `${language} ${timeZone}`;
  const formatter = formatters.get(name) ?? new MessageFormatter(language, timeZone);
  formatters.set(name, formatter);
  return formatter.format(
    { key, message: messages[language][key], parameters: messageParameters[key] },
    given,
  );
};
