import { describe, expect, it } from 'vitest';
import { createJournal, type JournalOptions } from '#agent/events/journal.ts';
import type { Journal } from '#agent/events/port.ts';
import { openState } from '#agent/state/open-state.ts';
import type { State } from '#agent/state/port.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { fault, hit, nameOf, removed } from './event-samples.ts';

const hour = 3_600_000;
const day = 24 * hour;
const today = '2026-11-22';
const hold = { noticeKey: 'telegram anna warn', until: day };

type Stage = { readonly state: State; readonly journal: Journal; readonly folder: string } & Disposable;
function stage(options: JournalOptions = {}): Stage {
  const temp = tempFolder();
  const { state } = openState({ folder: temp.path, now: () => 0 });
  return {
    state,
    journal: createJournal(state, options),
    folder: temp.path,
    [Symbol.dispose]: () => {
      state[Symbol.dispose]();
      temp[Symbol.dispose]();
    },
  };
}
const sent = (journal: Journal, after = 0): readonly string[] =>
  journal.pending(after, 500).map(({ seq, body }) => `${seq} ${nameOf(body)}`);

describe('the journal', () => {
  it('numbers what may leave at once, in order', () => {
    using at = stage();
    at.journal.record(hit('one'));
    at.journal.record(fault('two'));
    expect(sent(at.journal)).toEqual(['1 hit one', '2 fault two']);
    expect(sent(at.journal, 1)).toEqual(['2 fault two']);
    expect(at.journal.pending(0, 1)).toHaveLength(1);
    expect(at.journal.epoch).toMatch(/^[0-9a-f]{32}$/);
  });

  it('gives a held event its number only when it may leave', () => {
    using at = stage();
    at.journal.record(hit('held'), hold);
    at.journal.record(fault('free'));
    expect(sent(at.journal)).toEqual(['1 fault free']);
    expect(at.journal.waiting()).toBe(2);
    at.journal.releaseNotice('another notice');
    expect(sent(at.journal)).toHaveLength(1);
    at.journal.releaseNotice(hold.noticeKey);
    at.journal.releaseNotice(hold.noticeKey);
    expect(sent(at.journal)).toEqual(['1 fault free', '2 hit held']);
  });

  it('releases after 24 hours whatever was seen', () => {
    using at = stage();
    at.journal.record(hit('held'), hold);
    expect(at.journal.nextTick()).toBe(day);
    expect(at.journal.tick(day - 1, today)).toBe(false);
    expect(at.journal.tick(day, today)).toBe(true);
    expect(at.journal.tick(day, today)).toBe(false);
    expect(sent(at.journal)).toEqual(['1 hit held']);
    expect(at.journal.nextTick()).toBeUndefined();
  });

  it('makes one event of a day of repeats, when the day is over', () => {
    using at = stage({ endOfDay: () => 5 * day });
    const repeat = { ban: 'telegram', channel: 'native', account: 'anna', day: today };
    for (let count = 0; count < 3; count += 1) at.journal.countRepeat(repeat);
    at.journal.countRepeat({ ban: 'telegram', channel: 'web', day: today });
    expect(at.journal.waiting()).toBe(0);
    expect(at.journal.nextTick()).toBe(5 * day);
    expect(at.journal.tick(1, today)).toBe(false);
    expect(at.journal.tick(2, '2026-11-23')).toBe(true);
    expect(at.journal.pending(0, 9).map(({ body }) => body)).toEqual([
      { type: 'repeats', ban: 'telegram', channel: 'native', account: 'anna', day: today, count: 3 },
      { type: 'repeats', ban: 'telegram', channel: 'web', day: today, count: 1 },
    ]);
    expect(at.journal.tick(3, '2026-11-23')).toBe(false);
  });

  it('never lets repeats leave before the hit that they repeat', () => {
    using at = stage();
    at.journal.record(hit('held', 'anna'), hold);
    at.journal.countRepeat({ ban: 'telegram', channel: 'native', account: 'anna', day: today });
    at.journal.countRepeat({ ban: 'telegram', channel: 'native', account: 'berit', day: today });
    at.journal.tick(hour, '2026-11-23');
    expect(sent(at.journal)).toEqual([`1 repeats ${today} 1`]);
    at.journal.releaseNotice(hold.noticeKey);
    expect(sent(at.journal, 1)).toEqual(['2 hit held', `3 repeats ${today} 1`]);
  });

  it('trims what the server has, and nothing for another epoch', () => {
    using at = stage();
    for (const app of ['one', 'two', 'three']) at.journal.record(hit(app));
    at.journal.acknowledged('0'.repeat(32), 3);
    expect(at.journal.waiting()).toBe(3);
    at.journal.acknowledged(at.journal.epoch, 2);
    at.journal.acknowledged(at.journal.epoch, 1);
    expect(at.journal.ackedSeq).toBe(2);
    expect(sent(at.journal)).toEqual(['3 hit three']);
    at.journal.acknowledged(at.journal.epoch, 3);
    at.journal.record(hit('four'));
    expect(sent(at.journal)).toEqual(['4 hit four']);
  });

  it('still lets go of what is acknowledged after a server named the highest number there is', () => {
    using at = stage();
    at.journal.record(hit('one'));
    at.journal.acknowledged(at.journal.epoch, 2 ** 48);
    const last = at.journal.pending(0, 500).at(-1)?.seq ?? 0;
    expect(last).toBeGreaterThan(2 ** 48);
    at.journal.acknowledged(at.journal.epoch, Number.MAX_SAFE_INTEGER);
    expect(at.journal.waiting()).toBe(2);
    at.journal.acknowledged(at.journal.epoch, last);
    expect(at.journal.waiting()).toBe(0);
  });

  it('begins anew when the server has more than was ever sent: a restored image loses nothing', () => {
    using at = stage();
    const before = at.journal.epoch;
    at.journal.record(hit('one'));
    at.journal.record(hit('held'), hold);
    at.journal.acknowledged(before, 40);
    expect(at.journal.epoch).not.toBe(before);
    expect(at.journal.ackedSeq).toBe(40);
    expect(sent(at.journal, 40)).toEqual(['41 hit one', '42 fault journal-behind-server']);
    at.journal.releaseNotice(hold.noticeKey);
    expect(sent(at.journal, 42)).toEqual(['43 hit held']);
    for (const absurd of [Number.MAX_SAFE_INTEGER, 1e300, Infinity, Number.NaN, -1])
      at.journal.acknowledged(at.journal.epoch, absurd);
    expect(sent(at.journal, 40)).toHaveLength(3);
  });

  it('keeps everything over a restart', () => {
    using at = stage();
    at.journal.record(hit('one'));
    at.journal.record(hit('held'), hold);
    at.journal.countRepeat({ ban: 'telegram', channel: 'native', day: today });
    const { epoch } = at.journal;
    at.state[Symbol.dispose]();
    const { state } = openState({ folder: at.folder, now: () => 0 });
    using _closing = state;
    const again = createJournal(state);
    expect(again.epoch).toBe(epoch);
    again.releaseNotice(hold.noticeKey);
    again.tick(hour, '2026-11-23');
    expect(sent(again)).toEqual(['1 hit one', '2 hit held', `3 repeats ${today} 1`]);
  });

  it('tells listeners once per turn, after the transaction, and not when it was rolled back', async () => {
    using at = stage();
    const seen: number[] = [];
    const listening = at.journal.onSendable(() => seen.push(at.journal.pending(0, 9).length));
    at.state.transaction(() => {
      at.journal.record(hit('one'));
      at.journal.record(hit('two'));
      expect(seen).toEqual([]);
    });
    await Promise.resolve();
    expect(seen).toEqual([2]);
    at.journal.record(hit('held'), hold);
    await Promise.resolve();
    expect(seen).toEqual([2]);
    expect(() =>
      at.state.transaction(() => {
        at.journal.record(hit('undone'));
        throw new Error('undone');
      }),
    ).toThrow('undone');
    await Promise.resolve();
    expect(seen).toEqual([2]);
    listening[Symbol.dispose]();
    at.journal.record(hit('three'));
    await Promise.resolve();
    expect(seen).toEqual([2]);
  });

  it('refuses an event that the server would have to refuse, and shortens a long fault', () => {
    using at = stage();
    expect(() => at.journal.record({ ...hit('one'), at: -1 } as never)).toThrow(/not as the protocol says/);
    at.journal.record({ type: 'fault', code: 'long', detail: 'x'.repeat(2_000), at: 1 });
    const [event] = at.journal.pending(0, 1);
    expect(event?.body).toMatchObject({ detail: 'x'.repeat(300) });
  });
});

describe('the cap', () => {
  it('drops faults first, then repeats, oldest first, and says how many', () => {
    using at = stage({ cap: 20 });
    for (let index = 0; index < 10; index += 1) at.journal.record(fault(`f${index}`));
    at.journal.countRepeat({ ban: 'telegram', channel: 'native', day: today });
    at.journal.tick(1, '2026-11-23');
    for (let index = 0; index < 10; index += 1) at.journal.record(hit(`h${index}`));
    const kept = sent(at.journal).join('\n');
    expect(kept).not.toContain('fault f0');
    expect(kept).not.toContain('fault f1');
    expect(kept).toContain('fault f2');
    expect(kept).toContain('repeats');
    expect(kept).toContain('fault events-dropped');
    expect(at.journal.waiting()).toBeLessThanOrEqual(20);
  });

  it('never drops a hit, an acknowledgement, a request, a removal or a receipt', () => {
    using at = stage({ cap: 10 });
    for (let index = 0; index < 30; index += 1) {
      at.journal.record(index % 2 === 0 ? hit(`h${index}`) : removed(`r${index}`));
      at.journal.record(fault(`f${index}`));
      at.journal.countRepeat({ ban: 'telegram', channel: 'native', day: `2026-10-${10 + (index % 10)}` });
      at.journal.tick(1, today);
    }
    const kept = at.journal.pending(0, 500).map(({ body }) => body);
    expect(kept.filter(({ type }) => type === 'hit' || type === 'removed')).toHaveLength(30);
    const reports = kept.filter((body) => body.type === 'fault' && body.code === 'events-dropped');
    expect(reports).toHaveLength(1);
    // The last fault may be kept; what is gone is told in numbers.
    expect(JSON.stringify(reports)).toMatch(/: (29|30) faults and counters of (29|30) repeated hits so far/);
  });

  it('drops held events never', () => {
    using at = stage({ cap: 2 });
    for (let index = 0; index < 5; index += 1) at.journal.record(hit(`h${index}`), hold);
    expect(at.journal.waiting()).toBe(5);
  });
});
