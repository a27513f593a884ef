import type { Language } from './language.ts';
import { messageParameters, type MessageKey } from './messages.ts';
import { text } from './text.ts';

type DataKey = Extract<MessageKey, `data.${string}`>;
const keys: ReadonlySet<string> = new Set(Object.keys(messageParameters));
const isDataKey = (key: string): key is DataKey => key.startsWith('data.') && keys.has(key);

/**
 * What is deleted together with an app, for people: `kinds` are the catalogue's words, divided by commas as a notice
 * carries them. One that is not known (a newer agent's) is shown as it is.
 */
export const dataText = (language: Language, kinds: string): string =>
  kinds
    .split(', ')
    .map((kind) => {
      const key: string = `data.${kind}`;
      return isDataKey(key) ? text(language, key, {}) : kind;
    })
    .join(', ');
