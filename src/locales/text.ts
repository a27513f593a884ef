import { formatMessage } from './format.ts';
import type { Language } from './language.ts';
import type { MessageArguments, MessageKey } from './messages.ts';
import type { When } from './parameter.ts';

/**
 * A message in a language. `timeZone` (IANA) is where instants are shown; the calendar of the organisation names it.
 * Throws when an argument is missing or the time zone does not exist: both are bugs of the caller.
 */
export const text = <K extends MessageKey>(
  language: Language,
  key: K,
  args: MessageArguments[K],
  timeZone = 'UTC',
): string => {
  const given: Readonly<Record<string, When>> = args;
  return formatMessage(language, key, given, timeZone);
};
