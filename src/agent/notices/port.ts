import type { Effect } from '#policy/ban.ts';
import type { WorkCalendar } from '#policy/working-days.ts';
import type { Outcome } from '#policy/outcome.ts';
import type { Decision } from '#policy/decision.ts';
import type { GraceRecord } from '#policy/decide-input.ts';
import type { NoticeRecord, PlannedNoticeKind } from '#policy/step.ts';
import type { Notice } from '#protocol/notice.ts';

export type ReminderTime = 'in-an-hour' | 'tomorrow';

/** What the policy in force says of notices, asked for whenever one is served. */
export type Outlook = {
  readonly calendar: WorkCalendar;
  /** Longest period that may be asked for, in days. */
  readonly longestDays: (ban: string) => number | undefined;
  /** Whether this account was given permission: what is the machine's may still act on others. */
  readonly isExempt: (ban: string, account: string) => boolean;
  /** What the ban does to this account now, and until when it has grace; undefined where nothing of it was found. */
  readonly ruleNow: (
    ban: string,
    account: string,
  ) => { readonly effect: Effect | 'none'; readonly deadline?: number } | undefined;
};

/** Everything a notice is made of, apart from the decision: looked up by the cycle. */
export type NoticeContent = Pick<
  Notice,
  | 'appName'
  | 'why'
  | 'instead'
  | 'furtherReading'
  | 'basis'
  | 'review'
  | 'organisation'
  | 'contact'
  | 'mayAsk'
  | 'removal'
  | 'removesData'
>;
export type NewNotice = {
  readonly key: string;
  /** How often it happened since the last call; 1 if it is not said. */
  readonly times?: number;
  readonly kind: PlannedNoticeKind | 'web' | 'exemption-answered' | 'removed';
  readonly account?: string;
  readonly decision: Pick<Decision, 'ban' | 'app' | 'effect' | 'deadline'>;
  readonly content: NoticeContent;
  readonly at: number;
  readonly closesAt?: number;
  readonly answer?: string;
  /** It was before the person's eyes already, in a browser: it is listed and counts as shown, and nobody is told again. */
  readonly wasSeen?: true;
};

/**
 * Notices of this PC. They wait for the person, survive restarts, and fold: a notice with the same key on the same
 * day counts up instead of being told again. A notice without account is everybody's, shown and acknowledged per account.
 */
export interface Notices extends Disposable {
  post(notice: NewNotice): Notice;
  /** Open notices of this account, newest first. */
  list(account: string): readonly Notice[];
  /** The person had it before the eyes. `known`: nothing changed by it. `unknown`: no such notice for this account. */
  shown(id: string, account: string, at: number): 'news' | 'known' | 'unknown';
  acknowledge(id: string, account: string, at: number): Acknowledged | undefined;
  /**
   * Keeps the notice silent for this person until the instant that is answered. It acknowledges nothing and begins no
   * grace. Refused where it is too often, too late, or nothing to put off. What was removed or lifted meanwhile is not
   * told again.
   */
  remind(
    id: string,
    account: string,
    when: ReminderTime,
  ): Outcome<number, 'unknown-notice' | 'no-more-reminders'>;
  /** What `plan` needs to know, by notice key. */
  records(): ReadonlyMap<string, NoticeRecord>;
  /** Begun graces: by acknowledgement or the third showing. Written once, never restarted. */
  graces(): readonly GraceRecord[];
  /** Notes that an account was active on a day, for calendars that pause on absence. */
  seenOn(account: string, day: string): void;
  onPosted(listener: (notice: Notice, account: string | undefined) => void): Disposable;
  /** Called with the notice key when a person saw a notice (first time). */
  onShown(listener: (key: string, account: string) => void): Disposable;
}
export type Acknowledged = {
  readonly notice: Notice;
  readonly key: string;
  /** Not acknowledged before. */
  readonly first: boolean;
  /** Whether anything changed by it. */
  readonly news: boolean;
};
