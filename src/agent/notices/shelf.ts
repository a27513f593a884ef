import type { NoticeRecord } from '#policy/step.ts';
import type { State } from '#agent/state/port.ts';
import { unseen, type NoticeRow, type ReminderRow, type ViewRow } from './notice-tables.ts';

/** Rows of the notice tables, by what the room asks of them. */
export type Shelf = {
  latest(key: string): NoticeRow | undefined;
  find(id: string, account: string): NoticeRow | undefined;
  of(account: string): readonly NoticeRow[];
  put(row: Omit<NoticeRow, 'number'>): void;
  change(row: NoticeRow): void;
  view(id: string, account: string): ViewRow;
  see(id: string, account: string, view: ViewRow): void;
  reminder(id: string, account: string): ReminderRow | undefined;
  remind(id: string, account: string, reminder: ReminderRow): void;
  /** What was put off until then or earlier and not told again since. */
  dueReminders(now: number): readonly { readonly notice: string; readonly account: string }[];
  /** The earliest time at which one is to be told again. */
  nextReminder(): number | undefined;
  /** Whether its person, or for everybody's notice anyone, has acknowledged it. */
  acknowledged(id: string): boolean;
  record(key: string): NoticeRecord | undefined;
  setRecord(key: string, record: NoticeRecord): void;
  records(): ReadonlyMap<string, NoticeRecord>;
  /** Drops until at most `most` are left for that account: acknowledged ones, oldest first, then mere information. */
  trim(account: string | null, most: number): void;
};

type RecordRow = {
  readonly key: string;
  readonly created_at: number;
  readonly last_at: number;
  readonly shown: number;
  readonly acknowledged_at: number | null;
};

export function createShelf({ db }: State): Shelf {
  const latest = db.prepare('SELECT * FROM notices WHERE key = ? ORDER BY number DESC LIMIT 1');
  const find = db.prepare('SELECT * FROM notices WHERE id = ? AND (account IS NULL OR account = ?)');
  const own = db.prepare(
    'SELECT * FROM notices WHERE account IS NULL OR account = ? ORDER BY last_at DESC, number DESC',
  );
  const put = db.prepare(
    `INSERT INTO notices (id, key, account, kind, ban, body, created_at, last_at, times, telling)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const change = db.prepare(
    'UPDATE notices SET body = ?, last_at = ?, times = ?, telling = ? WHERE number = ?',
  );
  const view = db.prepare(
    'SELECT shown, telling, times, acknowledged_at FROM notice_views WHERE notice = ? AND account = ?',
  );
  const see = db.prepare('INSERT OR REPLACE INTO notice_views VALUES (?, ?, ?, ?, ?, ?)');
  const reminder = db.prepare(
    'SELECT chosen, at, announced FROM notice_reminders WHERE notice = ? AND account = ?',
  );
  const remind = db.prepare('INSERT OR REPLACE INTO notice_reminders VALUES (?, ?, ?, ?, ?)');
  const due = db.prepare('SELECT notice, account FROM notice_reminders WHERE at <= ? AND announced = 0');
  const next = db.prepare('SELECT min(at) AS at FROM notice_reminders WHERE announced = 0');
  const acknowledged = db.prepare(
    'SELECT 1 FROM notice_views WHERE notice = ? AND acknowledged_at IS NOT NULL LIMIT 1',
  );
  const record = db.prepare('SELECT * FROM notice_records WHERE key = ?');
  const records = db.prepare('SELECT * FROM notice_records');
  const setRecord = db.prepare('INSERT OR REPLACE INTO notice_records VALUES (?, ?, ?, ?, ?)');
  const size = db.prepare('SELECT count(*) AS rows FROM notices WHERE account IS ?');
  const drop = db.prepare(
    `DELETE FROM notices WHERE number IN (
       SELECT number FROM notices LEFT JOIN
         (SELECT notice, min(acknowledged_at) AS seen FROM notice_views GROUP BY notice) ON notice = id
       WHERE account IS ? AND (seen IS NOT NULL OR kind NOT IN ('warn', 'block', 'closing'))
       ORDER BY seen IS NULL, last_at LIMIT ?)`,
  );
  return {
    latest: (key) => latest.get(key) as NoticeRow | undefined,
    find: (id, account) => find.get(id, account) as NoticeRow | undefined,
    of: (account) => own.all(account) as NoticeRow[],
    put: (row) => {
      const { id, key, account, kind, ban, body, created_at, last_at, times, telling } = row;
      put.run(id, key, account, kind, ban, body, created_at, last_at, times, telling);
    },
    change: (row) => void change.run(row.body, row.last_at, row.times, row.telling, row.number),
    view: (id, account) => (view.get(id, account) as ViewRow | undefined) ?? unseen,
    see: (id, account, seen) => {
      see.run(id, account, seen.shown, seen.telling, seen.times, seen.acknowledged_at);
    },
    reminder: (id, account) => {
      const row = reminder.get(id, account) as ReminderRow | undefined;
      return row === undefined ? undefined : { ...row };
    },
    remind: (id, account, { announced, at, chosen }) => void remind.run(id, account, chosen, at, announced),
    dueReminders: (now) =>
      due.all(now).map((row) => ({ notice: String(row['notice']), account: String(row['account']) })),
    nextReminder: () => {
      const at = next.get()?.['at'];
      return typeof at === 'number' ? at : undefined;
    },
    acknowledged: (id) => acknowledged.get(id) !== undefined,
    record: (key) => {
      const row = record.get(key) as RecordRow | undefined;
      return row === undefined ? undefined : recordOf(row);
    },
    setRecord: (key, { createdAt, lastAt, shown, acknowledgedAt }) =>
      void setRecord.run(key, createdAt, lastAt, shown, acknowledgedAt ?? null),
    records: () => new Map((records.all() as RecordRow[]).map((row) => [row.key, recordOf(row)] as const)),
    trim: (account, most) => {
      const over = Number(size.get(account)?.['rows']) - most;
      if (over > 0) drop.run(account, over);
    },
  };
}

const recordOf = (row: RecordRow): NoticeRecord => ({
  createdAt: row.created_at,
  lastAt: row.last_at,
  shown: row.shown,
  ...(row.acknowledged_at === null ? {} : { acknowledgedAt: row.acknowledged_at }),
});
