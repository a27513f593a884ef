import { randomBytes } from 'node:crypto';
import { fail, ok } from '#policy/outcome.ts';
import type { Clock } from '#runtime/clock.ts';
import type { GraceRecord } from '#policy/decide-input.ts';
import type { NoticeRecord } from '#policy/step.ts';
import type { Notice } from '#protocol/notice.ts';
import type { State } from '#agent/state/port.ts';
import { bodyOf, foldingOf, hasNews, type Before } from './fold.ts';
import { createGraces, type Graces } from './graces.ts';
import {
  noticeOf,
  noticeTables,
  unseen,
  type NoticeBody,
  type NoticeRow,
  type ViewRow,
} from './notice-tables.ts';
import { momentOf, type Moment } from './moment.ts';
import type { Acknowledged, NewNotice, Notices, Outlook, ReminderTime } from './port.ts';
import { createReminderTimer, type ReminderTimer } from './reminder-timer.ts';
import { computedFields, deadlineNow, reminderAt, remindersLeft, silentUntil } from './reminders.ts';
import { createShelf, type Shelf } from './shelf.ts';

export type NoticesOptions = {
  /** The organisation's calendar day on which an instant of signed time falls. */
  readonly dayOf: (instant: number) => string;
  /** Signed time, epoch ms. */
  readonly now: () => number;
  /** Undefined while no policy is in force: then nothing can be put off. */
  readonly outlook?: () => Outlook | undefined;
  /** Rings when a reminder is due; without it a reminder is told with the next look at the notice only. */
  readonly clock?: Clock;
  readonly onFault?: (fault: unknown) => void;
  /** Most notices kept per account, and as many for everybody. Default 200. */
  readonly most?: number;
};

/** A notice shown so often begins the grace as an acknowledgement does. */
const showingsThatCount = 3;

const tryAgainMs = 60_000;

/** The `Notices` of one state. `onShown` is called within the transaction, so that what it does is as durable. */
export function createNotices(state: State, options: NoticesOptions): Notices {
  state.migrate('notices', noticeTables);
  return new KeptNotices(state, options);
}

type PostedListener = Parameters<Notices['onPosted']>[0];
type ShownListener = Parameters<Notices['onShown']>[0];

class KeptNotices implements Notices {
  readonly #state: State;
  readonly #options: NoticesOptions;
  readonly #shelf: Shelf;
  readonly #graces: Graces;
  readonly #timer: ReminderTimer | undefined;
  readonly #onPosted = new Set<PostedListener>();
  readonly #onShown = new Set<ShownListener>();

  constructor(state: State, options: NoticesOptions) {
    this.#state = state;
    this.#options = options;
    this.#shelf = createShelf(state);
    this.#graces = createGraces(state);
    const { clock, now } = options;
    this.#timer = clock && createReminderTimer(clock, now, () => this.#ring());
    this.#timer?.set(this.#shelf.nextReminder());
  }

  post(notice: NewNotice): Notice {
    return this.#state.transaction(() => {
      const before = this.#before(notice);
      const folding = foldingOf(notice, before);
      const row =
        folding === 'new' || before === undefined ? this.#put(notice) : this.#fold(notice, before, folding);
      const told = this.#shelf.record(notice.key);
      // Nobody has seen a new notice yet, whatever became of the one before it.
      const fresh = { createdAt: told?.createdAt ?? notice.at, shown: 0 };
      this.#shelf.setRecord(notice.key, {
        ...(folding === 'new' || told === undefined ? fresh : told),
        lastAt: notice.at,
      });
      if (notice.wasSeen === true && row.account !== null) this.#see(row, row.account, notice.at);
      const posted = this.#seenBy(row, row.account);
      if (folding !== 'counted') this.#announce(posted, notice.account);
      return posted;
    });
  }

  list(account: string): readonly Notice[] {
    const moment = this.#moment();
    return this.#shelf.of(account).map((row) => this.#seenBy(row, account, moment));
  }

  shown(id: string, account: string, at: number): 'news' | 'known' | 'unknown' {
    return this.#state.transaction(() => {
      const row = this.#shelf.find(id, account);
      if (row === undefined) return 'unknown';
      return this.#see(row, account, at).news ? 'news' : 'known';
    });
  }

  acknowledge(id: string, account: string, at: number): Acknowledged | undefined {
    return this.#state.transaction(() => {
      const row = this.#shelf.find(id, account);
      if (row === undefined) return undefined;
      const { news, view } = this.#see(row, account, at);
      this.#forgetReminder(id, account);
      const first = view.acknowledged_at === null;
      if (first) {
        this.#shelf.see(id, account, { ...view, acknowledged_at: at });
        const record = this.#shelf.record(row.key);
        if (record !== undefined && record.acknowledgedAt === undefined)
          this.#shelf.setRecord(row.key, { ...record, acknowledgedAt: at });
        this.#beginGrace(row, account, at);
      }
      return { notice: this.#seenBy(row, account), key: row.key, first, news: news || first };
    });
  }

  remind(id: string, account: string, when: ReminderTime): ReturnType<Notices['remind']> {
    const at = this.#state.transaction(() => {
      const row = this.#shelf.find(id, account);
      if (row === undefined) return fail('unknown-notice' as const);
      const moment = this.#moment();
      const notice = this.#seenBy(row, account, moment);
      const until = reminderAt(when, notice.deadline, moment);
      if (until === undefined || (notice.remindersLeft ?? 0) === 0) return fail('no-more-reminders' as const);
      const chosen = (this.#shelf.reminder(id, account)?.chosen ?? 0) + 1;
      this.#shelf.remind(id, account, { chosen, at: until, announced: 0 });
      return ok(until);
    });
    if (at.ok) this.#timer?.set(this.#shelf.nextReminder());
    return at;
  }

  records(): ReadonlyMap<string, NoticeRecord> {
    return this.#shelf.records();
  }

  graces(): readonly GraceRecord[] {
    const { dayOf, now } = this.#options;
    return this.#graces.all(dayOf, dayOf(now()));
  }

  seenOn(account: string, day: string): void {
    this.#graces.seenOn(account, day);
  }

  onPosted(listener: PostedListener): Disposable {
    const call: PostedListener = (notice, account) => listener(notice, account);
    this.#onPosted.add(call);
    return { [Symbol.dispose]: () => void this.#onPosted.delete(call) };
  }

  onShown(listener: ShownListener): Disposable {
    const call: ShownListener = (key, account) => listener(key, account);
    this.#onShown.add(call);
    return { [Symbol.dispose]: () => void this.#onShown.delete(call) };
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
    this.#onPosted.clear();
    this.#onShown.clear();
  }

  #before(notice: NewNotice): Before | undefined {
    const row = this.#shelf.latest(notice.key);
    if (row === undefined) return undefined;
    const { dayOf } = this.#options;
    const sameDay = dayOf(row.last_at) === dayOf(notice.at);
    return { row, sameDay, acknowledged: this.#shelf.acknowledged(row.id) };
  }

  #put(notice: NewNotice): NoticeRow {
    const id = randomBytes(16).toString('hex');
    const account = notice.account ?? null;
    this.#shelf.put({
      id,
      key: notice.key,
      account,
      kind: notice.kind,
      ban: notice.decision.ban,
      body: JSON.stringify(bodyOf(notice, undefined)),
      created_at: notice.at,
      last_at: notice.at,
      times: notice.times ?? 1,
      telling: 1,
    });
    const row = this.#shelf.latest(notice.key);
    if (row?.id !== id) throw new Error('notices: what was just written is not there');
    this.#shelf.trim(account, this.#options.most ?? 200);
    return row;
  }

  #fold(notice: NewNotice, before: Before, folding: 'again' | 'repeated' | 'counted'): NoticeRow {
    const { row } = before;
    const folded = {
      ...row,
      body: JSON.stringify(bodyOf(notice, before)),
      last_at: Math.max(row.last_at, notice.at),
      times: row.times + (notice.times ?? 1),
      telling: folding === 'again' ? row.telling + 1 : row.telling,
    };
    this.#shelf.change(folded);
    return folded;
  }

  /** A showing counts once per telling; what waits for the notice is released by any showing with news in it. */
  #see(row: NoticeRow, account: string, at: number): { readonly view: ViewRow; readonly news: boolean } {
    const view = this.#shelf.view(row.id, account);
    const { at: until } = this.#shelf.reminder(row.id, account) ?? { at: null };
    if (until !== null && this.#seenBy(row, account).remindAt === undefined)
      this.#forgetReminder(row.id, account);
    if (view.times === row.times && view.telling === row.telling) return { view, news: false };
    const shown = view.telling < row.telling ? view.shown + 1 : view.shown;
    const seen = { ...view, shown, telling: row.telling, times: row.times };
    this.#shelf.see(row.id, account, seen);
    const record = this.#shelf.record(row.key);
    if (record !== undefined && record.shown < shown) this.#shelf.setRecord(row.key, { ...record, shown });
    if (shown >= showingsThatCount) this.#beginGrace(row, account, at);
    for (const listener of this.#onShown) listener(row.key, account);
    return { view: seen, news: true };
  }

  /** Only a warning that names a deadline is about a grace: other deadlines are the ends of exemptions. */
  #beginGrace(row: NoticeRow, account: string, at: number): void {
    if (
      (row.kind !== 'warn' && row.kind !== 'web') ||
      (JSON.parse(row.body) as NoticeBody).deadline === undefined
    )
      return;
    this.#graces.begin(row.ban, account, at);
  }

  #moment(): Moment {
    const { now, outlook } = this.#options;
    return momentOf(now(), outlook?.());
  }

  #seenBy(row: NoticeRow, account: string | null, moment = this.#moment()): Notice {
    const view = account === null ? unseen : this.#shelf.view(row.id, account);
    const reminder = account === null ? undefined : this.#shelf.reminder(row.id, account);
    const whose = account ?? '';
    const kept = noticeOf(row, view);
    const notice = { ...kept, ...deadlineNow(kept, whose, moment.outlook) };
    const left = remindersLeft(notice, whose, reminder, moment);
    const nextMorning = (left ?? 0) === 0 ? undefined : reminderAt('tomorrow', notice.deadline, moment);
    const remindAt = silentUntil(notice, whose, reminder, moment);
    const isDue =
      typeof reminder?.at === 'number' && remindAt === undefined && !this.#isOver(row, whose, moment.outlook);
    return {
      ...notice,
      ...computedFields(notice, moment),
      news: remindAt === undefined && (isDue || hasNews(row, view, moment.now)),
      ...(left === undefined ? {} : { remindersLeft: left }),
      ...(nextMorning === undefined ? {} : { nextMorning }),
      ...(remindAt === undefined ? {} : { remindAt }),
    };
  }

  /** Nothing is left to remind of: the ban does nothing here now, or what it was about was told to be gone. */
  #isOver({ ban, last_at }: NoticeRow, account: string, outlook: Outlook | undefined): boolean {
    if (outlook?.isExempt(ban, account) === true) return true;
    const rule = outlook?.ruleNow(ban, account);
    if (rule !== undefined) return rule.effect === 'none';
    return [account, '*'].some((who) =>
      (['lifted', 'removed'] as const).some(
        (kind) => (this.#shelf.record(`${ban} ${who} ${kind}`)?.lastAt ?? -Infinity) >= last_at,
      ),
    );
  }

  #forgetReminder(id: string, account: string): void {
    const reminder = this.#shelf.reminder(id, account);
    if (reminder === undefined || reminder.at === null) return;
    this.#shelf.remind(id, account, { ...reminder, at: null });
  }

  /** What was put off is told again. It stays news until it is shown. */
  #ring(): void {
    try {
      this.#state.transaction(() => {
        for (const { account, notice } of this.#shelf.dueReminders(this.#options.now())) {
          const reminder = this.#shelf.reminder(notice, account);
          const row = this.#shelf.find(notice, account);
          if (reminder === undefined || row === undefined) continue;
          const isOver = this.#isOver(row, account, this.#options.outlook?.());
          this.#shelf.remind(notice, account, { ...reminder, announced: 1, ...(isOver ? { at: null } : {}) });
          if (!isOver) this.#announce(this.#seenBy(row, account), account);
        }
      });
      this.#timer?.set(this.#shelf.nextReminder());
    } catch (fault) {
      this.#timer?.set(this.#options.now() + tryAgainMs);
      this.#options.onFault?.(fault);
    }
  }

  #announce(notice: Notice, account: string | undefined): void {
    this.#state.afterCommit(() => {
      for (const listener of this.#onPosted) listener(notice, account);
    });
  }
}
