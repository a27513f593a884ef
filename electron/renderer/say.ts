import type { Language } from '#locales/language.ts';
import type { MessageArguments, MessageKey } from '#locales/messages.ts';
import { text } from '#locales/text.ts';

type Given<K extends MessageKey> = keyof MessageArguments[K] extends never
  ? readonly []
  : readonly [MessageArguments[K]];

/** A text in the person's language, with what its placeholders take. */
export type Say = <K extends MessageKey>(key: K, ...given: Given<K>) => string;

export const sayIn =
  (language: Language, timeZone: string): Say =>
  <K extends MessageKey>(key: K, ...given: Given<K>) => {
    const [args] = given as readonly [MessageArguments[K]?];
    return text(language, key, args ?? ({} as MessageArguments[K]), timeZone);
  };
