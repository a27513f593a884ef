import { messageParameters, type MessageKey } from '#locales/messages.ts';
import type { Say } from './say.ts';

type FaultKey = Extract<MessageKey, `fault.${string}`>;
const keys: ReadonlySet<string> = new Set(Object.keys(messageParameters));
const isFaultKey = (key: string): key is FaultKey => key.startsWith('fault.') && keys.has(key);

/** A fault's code as a sentence; a code of a newer agent gets the general one. */
export const faultWords = (say: Say, fault: string): string => {
  const key = `fault.${fault}`;
  return isFaultKey(key) ? say(key) : say('fault.other');
};
