import type { Language } from '../language.ts';
import { MessageFormatter } from '../message-format.ts';
import type { When } from '../parameter.ts';
import {
  consoleParameters,
  type ConsoleArguments,
  type ConsoleKey,
  type ConsoleMessages,
} from './console-messages.ts';

type Given<K extends ConsoleKey> = keyof ConsoleArguments[K] extends never
  ? readonly []
  : readonly [ConsoleArguments[K]];

/** A text of the console in one language, with what its placeholders take. */
export type ConsoleSay = <K extends ConsoleKey>(key: K, ...given: Given<K>) => string;

/** `timeZone` (IANA) is where instants are shown. Throws when an argument is missing: a bug of the caller. */
export function consoleSay(language: Language, messages: ConsoleMessages, timeZone: string): ConsoleSay {
  const formatter = new MessageFormatter(language, timeZone);
  return (key, ...given) => {
    const [args] = given;
    const values: Readonly<Record<string, When>> = args ?? {};
    return formatter.format({ key, message: messages[key], parameters: consoleParameters[key] }, values);
  };
}
