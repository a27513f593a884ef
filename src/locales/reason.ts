import { formatMessage } from './format.ts';
import type { Language } from './language.ts';
import { messageParameters, type MessageKey } from './messages.ts';
import type { When } from './parameter.ts';

type ReasonKey = Extract<MessageKey, `reason.${string}`>;
export type Reason = ReasonKey extends `reason.${infer Code}` ? Code : never;

/** What a sentence about a reason may name. Dates are there where the reason has one. */
export type ReasonArguments = {
  /** The app's name for people. */
  readonly app: string;
  readonly organisation: string;
  /** The name of the unit whose word counts here. */
  readonly unit: string;
  readonly ban: string;
  readonly date?: When;
  readonly deadline?: When;
  readonly until?: When;
};

const keys: ReadonlySet<string> = new Set(Object.keys(messageParameters));
const isReasonKey = (key: string): key is ReasonKey => key.startsWith('reason.') && keys.has(key);

/** Whether there is a sentence for this code. */
export const isReason = (code: string): code is Reason => isReasonKey(`reason.${code}`);

/**
 * The sentence that explains a decision. Throws when the reason needs a date that is not given: `deadline` for `grace`,
 * `until` for `exempt`, `paused` and `offline-code`, `date` for `not-yet` and `review-passed`.
 */
export const reasonText = (
  language: Language,
  reason: Reason,
  args: ReasonArguments,
  timeZone = 'UTC',
): string => formatMessage(language, `reason.${reason}`, args, timeZone);
