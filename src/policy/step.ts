import type { Decision } from './decision.ts';

/** Kinds of notices that the plan may ask for; `#protocol/notice.ts` has them all. */
export type PlannedNoticeKind = 'inform' | 'warn' | 'closing' | 'block' | 'lifted' | 'exemption-ends-soon';

/**
 * What is to be done, as data. Every step has a key: doing it twice is the same as doing it once, and the journal
 * remembers keys.
 */
export type Step =
  | {
      /** End a program: at once when it just started, after a countdown when it was running before. */
      readonly kind: 'stop';
      readonly key: string;
      readonly decision: Decision;
      readonly pid: number;
      readonly how: 'at-once' | 'countdown';
      readonly countdownMs: number;
    }
  | {
      readonly kind: 'notice';
      readonly key: string;
      readonly notice: PlannedNoticeKind;
      readonly decision: Decision;
      readonly account?: string;
    }
  | {
      /** Tell IT. `repeat` counts into the day's counter instead of making an event. */
      readonly kind: 'hit';
      readonly key: string;
      readonly decision: Decision;
      readonly action: 'found' | 'warned' | 'stopped';
      readonly repeat: boolean;
    };

/** What was done before, as the agent's state remembers it. */
export type History = {
  /** Open or past notices by `noticeKey`. */
  readonly notices: ReadonlyMap<string, NoticeRecord>;
  /** Keys of hits that were reported (first ones). */
  readonly hits: ReadonlySet<string>;
  /** Running programs already dealt with, by `handledKey`. */
  readonly handled: ReadonlySet<string>;
};
export type NoticeRecord = {
  readonly createdAt: number;
  readonly lastAt: number;
  readonly shown: number;
  readonly acknowledgedAt?: number;
};

/** One notice per ban, account and kind; an absent account stands for the machine. `web` ones are planned by nobody: they tell of a page. */
export const noticeKey = (
  ban: string,
  account: string | undefined,
  kind: PlannedNoticeKind | 'web',
): string => `${ban} ${account ?? '*'} ${kind}`;

/** A running program is dealt with once per effect: a stricter effect later is dealt with anew. */
export const handledKey = (effect: string, subject: string): string => `${effect} ${subject}`;

/** The key under which a first hit is remembered; later ones of the same key only count. */
export const hitKey = (decision: Decision, action: string): string =>
  [decision.ban, decision.app ?? '', decision.channel, decision.account ?? '*', action].join(' ');

/** What the key of a `found` hit of a catalogue app tells; undefined for any other key. */
export function foundKeyParts(
  key: string,
): { readonly ban: string; readonly app: string; readonly account?: string } | undefined {
  const [, ban, app, account] = /^(\S+) (\S+) \S+ (.+) found$/.exec(key) ?? [];
  if (ban === undefined || app === undefined || account === undefined) return undefined;
  return { ban, app, ...(account === '*' ? {} : { account }) };
}
