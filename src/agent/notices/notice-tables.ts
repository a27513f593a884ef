import type { Notice } from '#protocol/notice.ts';

/** Steps for `State.migrate`. */
export const noticeTables = [
  `CREATE TABLE notices (
     number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, key TEXT NOT NULL, account TEXT, kind TEXT NOT NULL,
     ban TEXT NOT NULL, body TEXT NOT NULL, created_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
     times INTEGER NOT NULL, telling INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX notices_key ON notices (key);
   CREATE TABLE notice_views (
     notice TEXT NOT NULL REFERENCES notices (id) ON DELETE CASCADE, account TEXT NOT NULL,
     shown INTEGER NOT NULL, telling INTEGER NOT NULL, times INTEGER NOT NULL, acknowledged_at INTEGER,
     PRIMARY KEY (notice, account)
   ) STRICT;
   CREATE TABLE notice_records (
     key TEXT PRIMARY KEY, created_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
     shown INTEGER NOT NULL, acknowledged_at INTEGER
   ) STRICT;
   CREATE TABLE graces (
     ban TEXT NOT NULL, account TEXT NOT NULL, started_at INTEGER NOT NULL, PRIMARY KEY (ban, account)
   ) STRICT;
   CREATE TABLE seen_days (account TEXT NOT NULL, day TEXT NOT NULL, PRIMARY KEY (account, day)) STRICT;`,
  `CREATE TABLE notice_reminders (
     notice TEXT NOT NULL REFERENCES notices (id) ON DELETE CASCADE, account TEXT NOT NULL,
     chosen INTEGER NOT NULL, at INTEGER, announced INTEGER NOT NULL, PRIMARY KEY (notice, account)
   ) STRICT;`,
] as const;

export type NoticeRow = {
  readonly number: number;
  readonly id: string;
  readonly key: string;
  readonly account: string | null;
  readonly kind: Notice['kind'];
  readonly ban: string;
  readonly body: string;
  readonly created_at: number;
  readonly last_at: number;
  readonly times: number;
  /** How often it was told on different days. */
  readonly telling: number;
};
/** What one account did with one notice: `telling` and `times` as they were when it last saw it. */
export type ViewRow = {
  readonly shown: number;
  readonly telling: number;
  readonly times: number;
  readonly acknowledged_at: number | null;
};
/** How one account put one notice off. */
export type ReminderRow = {
  /** How often. */
  readonly chosen: number;
  /** Until when; null once the notice was shown after it. */
  readonly at: number | null;
  /** 1: it was told again when that time had come. */
  readonly announced: number;
};
/** The part of a notice that is kept as JSON. */
export type NoticeBody = Omit<
  Notice,
  | 'id'
  | 'kind'
  | 'ban'
  | 'createdAt'
  | 'times'
  | 'shown'
  | 'acknowledgedAt'
  | 'news'
  | 'remindersLeft'
  | 'remindAt'
  | 'workingDays'
  | 'longestDays'
>;

export const unseen: ViewRow = { shown: 0, telling: 0, times: 0, acknowledged_at: null };

/** The notice as one account sees it. */
export function noticeOf(row: NoticeRow, view: ViewRow): Notice {
  return {
    ...(JSON.parse(row.body) as NoticeBody),
    id: row.id,
    kind: row.kind,
    ban: row.ban,
    createdAt: row.created_at,
    times: row.times,
    shown: view.shown,
    ...(view.acknowledged_at === null ? {} : { acknowledgedAt: view.acknowledged_at }),
  };
}
