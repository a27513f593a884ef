import type { Decision } from '#policy/decision.ts';
import type { GraceRecord } from '#policy/decide-input.ts';
import type { NoticeRecord, PlannedNoticeKind } from '#policy/step.ts';
import type { Notice } from '#protocol/notice.ts';

/** Everything a notice is made of, apart from the decision: looked up by the cycle. */
export type NoticeContent = Pick<
  Notice,
  | 'appName'
  | 'why'
  | 'instead'
  | 'furtherReading'
  | 'basis'
  | 'organisation'
  | 'contact'
  | 'mayAsk'
  | 'removal'
  | 'removesData'
>;
export type NewNotice = {
  readonly key: string;
  readonly kind: PlannedNoticeKind | 'exemption-answered' | 'removed';
  readonly account?: string;
  readonly decision: Pick<Decision, 'ban' | 'app' | 'effect' | 'deadline'>;
  readonly content: NoticeContent;
  readonly at: number;
  readonly closesAt?: number;
  readonly answer?: string;
};

/**
 * Notices of this PC. They wait for the person, survive restarts, and fold: a notice with the same key on the same
 * day counts up instead of being told again. A notice without account is everybody's, shown and acknowledged per account.
 */
export interface Notices {
  post(notice: NewNotice): Notice;
  /** Open notices of this account, newest first. */
  list(account: string): readonly Notice[];
  /** The person had it before the eyes. `known`: nothing changed by it. `unknown`: no such notice for this account. */
  shown(id: string, account: string, at: number): 'news' | 'known' | 'unknown';
  acknowledge(id: string, account: string, at: number): Acknowledged | undefined;
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
