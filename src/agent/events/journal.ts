import { randomBytes } from 'node:crypto';
import { Compile } from 'typebox/compile';
import { daysFromCivil } from '#policy/calendar-day.ts';
import type { Channel } from '#policy/evidence.ts';
import { EventBody, type JournalEvent } from '#protocol/event.ts';
import { agentFaults, type AgentFaultCode } from '#protocol/fault-codes.ts';
import type { State } from '#agent/state/port.ts';
import { createCap, droppedCode, type Cap } from './cap.ts';
import { createHead, type HeadRow } from './head.ts';
import { journalTables, noTables } from './journal-tables.ts';
import type { Hold, Journal } from './port.ts';
import { prepareJournal, type Statements } from './statements.ts';

export type JournalOptions = {
  /** Most events that wait for the server. Default 10,000. */
  readonly cap?: number;
  /**
   * First instant (signed time, epoch ms) after a day, in the organisation's zone. Only `nextTick` needs it. Default:
   * the instant at which that day is over everywhere.
   */
  readonly endOfDay?: (day: string) => number;
};

const overEverywhere = (day: string): number => (daysFromCivil(day) + 1) * 86_400_000 + 12 * 3_600_000;
const fits = Compile(EventBody);
/** `nextTick` never names a moment that the last `tick` has already had: a counter may wait for the zone's day. */
const tickAgainMs = 60_000;
/** No server can hold more than this: a journal never begins anew above it, so that its numbers stay exact. */
const highestSeq = 2 ** 48;

/** The `Journal` of one state. What it throws are `StateFull` and `StateDamaged`; then nothing was changed. */
export function createJournal(state: State, options: JournalOptions = {}): Journal {
  state.migrate('events', journalTables);
  // What memory was begun with is in the file too, and will be sent from there.
  if (state.kind === 'memory') state.db.exec(noTables);
  return new SqliteJournal(state, options);
}

class SqliteJournal implements Journal {
  readonly #state: State;
  readonly #run: Statements;
  readonly #head: HeadRow;
  readonly #cap: Cap;
  readonly #endOfDay: (day: string) => number;
  readonly #listeners = new Set<() => void>();
  #announcing = false;
  #lastTick = 0;

  constructor(state: State, options: JournalOptions) {
    this.#state = state;
    this.#head = createHead(state, newEpoch);
    this.#run = prepareJournal(state.db);
    this.#cap = createCap(state.db, options.cap ?? 10_000);
    this.#endOfDay = options.endOfDay ?? overEverywhere;
  }

  get epoch(): string {
    return this.#head.read().epoch;
  }

  get ackedSeq(): number {
    return this.#head.read().acked;
  }

  record(body: EventBody, hold?: Hold): void {
    this.#state.transaction(() => {
      this.#insert(fitted(body), hold);
      this.#makeRoom('at' in body ? body.at : this.#lastTick);
    });
  }

  countRepeat(hit: Parameters<Journal['countRepeat']>[0]): void {
    const { ban, channel, account, day, times = 1 } = hit;
    this.#run.count.run(subjectOf(hit), day, ban, channel, account ?? null, times);
  }

  releaseNotice(noticeKey: string): void {
    this.#state.transaction(() => this.#release(this.#run.heldBy.all(noticeKey)));
  }

  tick(now: number, today: string): boolean {
    this.#lastTick = now;
    return this.#state.transaction(() => {
      const { last } = this.#head.read();
      this.#release(this.#run.heldLongEnough.all(now));
      for (const row of this.#run.pastCounters.all(today)) this.#close(row);
      this.#makeRoom(now);
      return this.#head.read().last > last;
    });
  }

  nextTick(): number | undefined {
    const released = this.#run.firstRelease.get()?.['at'];
    const day = this.#run.firstCounter.get()?.['day'];
    const times = [
      ...(typeof released === 'number' ? [released] : []),
      ...(typeof day === 'string' ? [this.#endOfDay(day)] : []),
    ];
    return times.length === 0 ? undefined : Math.max(Math.min(...times), this.#lastTick + tickAgainMs);
  }

  pending(after: number, most: number): readonly JournalEvent[] {
    return this.#run.pending.all(after, most).map((row) => ({
      seq: Number(row['seq']),
      // Checked against the schema when it was recorded.
      body: JSON.parse(String(row['body'])) as EventBody,
    }));
  }

  acknowledged(epoch: string, seq: number): void {
    this.#state.transaction(() => {
      const head = this.#head.read();
      if (epoch !== head.epoch || !(seq > head.acked)) return;
      if (seq > head.last) {
        if (seq <= highestSeq) this.#beginAnew(seq);
        return;
      }
      this.#run.trim.run(seq);
      this.#head.write({ ...head, acked: seq });
    });
  }

  waiting(): number {
    return Number(this.#run.waiting.get()?.['events']);
  }

  onSendable(listener: () => void): Disposable {
    const call = (): void => listener();
    this.#listeners.add(call);
    return { [Symbol.dispose]: () => void this.#listeners.delete(call) };
  }

  #insert(body: EventBody, hold?: Hold): void {
    const subject = body.type === 'hit' ? subjectOf(body) : null;
    const seq = hold === undefined ? this.#nextSeq() : null;
    const { noticeKey, until } = hold ?? { noticeKey: null, until: null };
    this.#run.insert.run(seq, body.type, subject, JSON.stringify(body), noticeKey, until);
  }

  #release(rows: readonly Record<string, unknown>[]): void {
    for (const row of rows) this.#run.release.run(this.#nextSeq(), Number(row['id']));
  }

  /** The day's counter becomes an event; it never leaves before the first hit that it repeats. */
  #close(row: Record<string, unknown>): void {
    const subject = String(row['subject']);
    const day = String(row['day']);
    const first = this.#run.holdOf.get(subject);
    const hold =
      first === undefined
        ? undefined
        : { noticeKey: String(first['held_by']), until: Number(first['held_until']) };
    const account = row['account'];
    const body = {
      type: 'repeats',
      ban: String(row['ban']),
      channel: String(row['channel']) as Channel,
      day,
      count: Number(row['count']),
      ...(typeof account === 'string' ? { account } : {}),
    } as const;
    this.#insert(fitted(body), hold);
    this.#run.dropCounter.run(subject, day);
  }

  #nextSeq(): number {
    const head = this.#head.read();
    this.#head.write({ ...head, last: head.last + 1 });
    this.#announce();
    return head.last + 1;
  }

  #makeRoom(at: number): void {
    const dropped = this.#cap.makeRoom();
    if (dropped.faults + dropped.repeats === 0) return;
    const head = this.#head.read();
    const faults = head.dropped_faults + dropped.faults;
    const repeats = head.dropped_repeats + dropped.repeats;
    this.#head.write({ ...head, dropped_faults: faults, dropped_repeats: repeats });
    const detail = `${agentFaults[droppedCode]}: ${faults} faults and counters of ${repeats} repeated hits so far`;
    this.#insert({ type: 'fault', code: droppedCode, detail, at });
  }

  /**
   * The server holds more of this epoch than was ever sent: this state is an older copy. Everything kept goes again, in
   * a new epoch and above the number that the server named, so that a sender who goes on from there skips nothing.
   */
  #beginAnew(seq: number): void {
    this.#head.begin(newEpoch(), seq);
    const rows = this.#run.sequenced.all();
    this.#run.unsequence.run();
    this.#release(rows);
    const code = 'journal-behind-server' satisfies AgentFaultCode;
    this.#insert({ type: 'fault', code, detail: agentFaults[code], at: this.#lastTick });
  }

  #announce(): void {
    this.#state.afterCommit(() => {
      // Of several in one turn the first speaks for all: what the others made sendable is committed too.
      if (this.#announcing) return;
      this.#announcing = true;
      queueMicrotask(() => {
        this.#announcing = false;
      });
      for (const listener of this.#listeners) listener();
    });
  }
}

const newEpoch = (): string => randomBytes(16).toString('hex');
const subjectOf = (hit: { ban: string; channel: string; account?: string }): string =>
  JSON.stringify([hit.ban, hit.channel, hit.account ?? null]);

/** One event that the server must refuse would stop all that come after it: it is refused here. */
function fitted(body: EventBody): EventBody {
  const clipped: EventBody = body.type === 'fault' ? { ...body, detail: clip(body.detail) } : body;
  if (!fits.Check(clipped)) throw new Error(`journal: a ${body.type} event is not as the protocol says`);
  return clipped;
}
const clip = (detail: string): string => (detail === '' ? 'no detail' : detail.slice(0, 300));
