import { Check } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { createNotices } from '#agent/notices/notices.ts';
import type { NewNotice, Notices, Outlook } from '#agent/notices/port.ts';
import { openState } from '#agent/state/open-state.ts';
import type { State } from '#agent/state/port.ts';
import { zoneOf } from '#policy/calendar-day.ts';
import { Notice } from '#protocol/notice.ts';
import { FakeClock, settled } from '#test/kit/fake-clock.ts';
import { organisation } from '#test/kit/policy-builder.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const hour = 3_600_000;
const day = 24 * hour;
const zone = zoneOf('Europe/Oslo');
/** 2026-11-23 is a Monday. */
const monday = zone.at('2026-11-23', 10 * hour);

class Stage implements Disposable {
  readonly folder = tempFolder();
  readonly clock = new FakeClock(monday);
  readonly state: State = openState({ folder: this.folder.path, now: () => 0 }).state;
  readonly posted: string[] = [];
  ruleNow: ReturnType<Outlook['ruleNow']> = { effect: 'warn' };
  isExempt = false;
  notices: Notices = this.open();

  open(): Notices {
    const now = (): number => this.clock.now();
    const rules = organisation().calendar;
    const notices = createNotices(this.state, {
      ...{ dayOf: zone.dayOf, now, clock: this.clock },
      outlook: () => ({
        calendar: { zone, rules },
        longestDays: () => 30,
        ruleNow: () => this.ruleNow,
        isExempt: () => this.isExempt,
      }),
    });
    notices.onPosted((one, account) => this.posted.push(`${account} ${one.kind} ${one.news}`));
    return notices;
  }
  restart(): void {
    this.notices[Symbol.dispose]();
    this.notices = this.open();
  }
  post(kind: NewNotice['kind'] = 'warn', over: Partial<NewNotice> = {}): string {
    return this.notices.post(this.draft(kind, over)).id;
  }
  draft(kind: NewNotice['kind'], over: Partial<NewNotice> = {}): NewNotice {
    const account = over.account ?? 'anna';
    return {
      key: `telegram ${account} ${kind}`,
      kind,
      account,
      decision: { ban: 'telegram', effect: 'warn', deadline: zone.startOf('2026-12-01') },
      content: {
        appName: 'Telegram',
        why: { en: 'Why.' },
        furtherReading: [],
        basis: { kind: 'decision', decidedBy: 'The council', reference: '12/26', date: '2026-11-01' },
        organisation: 'Halden',
        contact: 'IT',
        mayAsk: true,
        removal: 'offer',
      },
      at: this.clock.now(),
      ...over,
    };
  }
  async forgetPosted(): Promise<void> {
    await settled();
    this.posted.length = 0;
  }
  get only(): Notice {
    const [first] = this.notices.list('anna');
    if (first === undefined) throw new Error('no notice');
    return first;
  }
  show(id: string): void {
    this.notices.shown(id, 'anna', this.clock.now());
  }
  [Symbol.dispose](): void {
    this.notices[Symbol.dispose]();
    this.state[Symbol.dispose]();
    this.folder[Symbol.dispose]();
  }
}
const until = (deadline: number, effect: 'warn' | 'block' = 'warn'): Partial<NewNotice> => ({
  decision: { ban: 'telegram', effect, deadline },
});

describe('news', () => {
  it('is a telling that this account was not shown, and not what was only counted', async () => {
    using at = new Stage();
    const id = at.post();
    expect(Check(Notice, at.only)).toBe(true);
    expect(at.only).toMatchObject({ news: true, workingDays: 5, longestDays: 30, remindersLeft: 3 });
    at.show(id);
    expect(at.only.news).toBe(false);
    at.post();
    expect(at.only).toMatchObject({ times: 2, news: false });
    await at.clock.advance(day);
    at.post();
    expect(at.only).toMatchObject({ id, times: 3, news: true, workingDays: 4 });
  });

  it('is every further stop, also after the acknowledgement', () => {
    using at = new Stage();
    const id = at.post('block');
    at.notices.acknowledge(id, 'anna', monday);
    expect(at.only.news).toBe(false);
    at.post('block');
    expect(at.only).toMatchObject({ news: true, acknowledgedAt: monday });
  });

  it('is no countdown that is over', async () => {
    using at = new Stage();
    at.post('closing', { closesAt: monday + 60_000 });
    expect(at.only.news).toBe(true);
    await at.clock.advance(60_000);
    expect(at.only.news).toBe(false);
  });

  it('is counted person by person', () => {
    using at = new Stage();
    const { account: _, ...everybody } = at.draft('inform', { key: 'telegram * inform' });
    const { id } = at.notices.post(everybody);
    at.show(id);
    at.notices.remind(id, 'anna', 'in-an-hour');
    expect(at.notices.list('berit')).toMatchObject([{ id, news: true, remindersLeft: 3 }]);
    expect(at.only).toMatchObject({ news: false, remindersLeft: 2 });
  });
});

describe('a reminder', () => {
  it('keeps the notice silent, tells it when it is due, and is over when that was shown', async () => {
    using at = new Stage();
    const id = at.post();
    at.show(id);
    expect(at.notices.remind(id, 'anna', 'in-an-hour')).toEqual({ ok: true, value: monday + hour });
    expect(at.only).toMatchObject({ news: false, remindAt: monday + hour, remindersLeft: 2 });
    await at.forgetPosted();
    await at.clock.advance(hour - 1);
    expect(at.posted).toEqual([]);
    await at.clock.advance(1);
    expect(at.posted).toEqual(['anna warn true']);
    expect(at.only.remindAt).toBeUndefined();
    at.show(id);
    expect(at.only).toMatchObject({ news: false, shown: 1, remindersLeft: 2 });
    await at.clock.advance(day);
    expect(at.posted).toHaveLength(1);
  });

  it('acknowledges nothing and begins no grace', async () => {
    using at = new Stage();
    const id = at.post();
    for (let count = 0; count < 3; count += 1) {
      at.show(id);
      expect(at.notices.remind(id, 'anna', 'in-an-hour').ok).toBe(true);
      await at.clock.advance(hour);
    }
    at.show(id);
    expect(at.only.acknowledgedAt).toBeUndefined();
    expect(at.notices.graces()).toEqual([]);
    expect(at.only.remindersLeft).toBe(0);
    expect(at.only.nextMorning).toBeUndefined();
    expect(at.notices.remind(id, 'anna', 'in-an-hour')).toEqual({ ok: false, fault: 'no-more-reminders' });
  });

  it('says beforehand when the next morning is', () => {
    using at = new Stage();
    const id = at.post();
    const { nextMorning } = at.only;
    expect(nextMorning).toBeGreaterThan(monday + hour);
    expect(at.notices.remind(id, 'anna', 'tomorrow')).toEqual({ ok: true, value: nextMorning });
  });

  it.each(['exemption-answered', 'exemption-ends-soon'] as const)(
    'begins as little of a grace as %s does, whose date is the end of an exemption',
    (kind) => {
      using at = new Stage();
      const id = at.post(kind);
      for (let count = 0; count < 3; count += 1) at.show(id);
      at.notices.acknowledge(id, 'anna', monday);
      expect(at.notices.graces()).toEqual([]);
      at.notices.acknowledge(at.post(), 'anna', monday);
      expect(at.notices.graces()).toHaveLength(1);
    },
  );

  it('waits for the next working day’s morning', async () => {
    using at = new Stage();
    await at.clock.advance(4 * day);
    const id = at.post();
    const at8 = zone.at('2026-11-30', 8 * hour);
    expect(at.notices.remind(id, 'anna', 'tomorrow')).toEqual({ ok: true, value: at8 });
  });

  it('outlasts a restart, and is told once where it fell due meanwhile', async () => {
    using at = new Stage();
    const id = at.post();
    at.show(id);
    at.notices.remind(id, 'anna', 'in-an-hour');
    at.restart();
    expect(at.only).toMatchObject({ remindAt: monday + hour, news: false });
    at.notices[Symbol.dispose]();
    await at.clock.advance(2 * hour);
    await at.forgetPosted();
    at.notices = at.open();
    await at.clock.advance(1_000);
    expect(at.posted).toEqual(['anna warn true']);
    at.restart();
    await at.clock.advance(day);
    expect(at.posted).toHaveLength(1);
    expect(at.only.news).toBe(true);
  });

  it('is never at the deadline or after it, and what does not fit is not offered', async () => {
    using at = new Stage();
    const id = at.post('warn', until(monday + hour));
    expect(at.only.remindersLeft).toBe(0);
    expect(at.notices.remind(id, 'anna', 'in-an-hour')).toEqual({ ok: false, fault: 'no-more-reminders' });
    at.post('warn', until(monday + hour + 1));
    expect(at.only.remindersLeft).toBe(3);
    expect(at.notices.remind(id, 'anna', 'tomorrow')).toEqual({ ok: false, fault: 'no-more-reminders' });
    expect(at.notices.remind(id, 'anna', 'in-an-hour').ok).toBe(true);
  });

  it('is never beyond a grace that began after the notice was written, whose end is told', () => {
    using at = new Stage();
    const id = at.post('warn', until(zone.startOf('2027-02-01')));
    at.ruleNow = { effect: 'warn', deadline: zone.startOf('2026-11-24') };
    expect(at.only).toMatchObject({ deadline: zone.startOf('2026-11-24'), workingDays: 0 });
    expect(at.notices.remind(id, 'anna', 'tomorrow')).toEqual({ ok: false, fault: 'no-more-reminders' });
    expect(at.notices.remind(id, 'anna', 'in-an-hour').ok).toBe(true);
  });

  it.each([
    ['was removed', undefined, 'removed'],
    ['was lifted', undefined, 'lifted'],
    ['does nothing to this account now', { effect: 'none' }, undefined],
  ] as const)('is not told of what %s', async (_, ruleNow, kind) => {
    using at = new Stage();
    const id = at.post();
    at.show(id);
    at.notices.remind(id, 'anna', 'in-an-hour');
    at.ruleNow = ruleNow;
    if (kind !== undefined) at.post(kind);
    await at.forgetPosted();
    await at.clock.advance(2 * hour);
    expect(at.posted).toEqual([]);
    const put = at.notices.list('anna').find((one) => one.id === id);
    expect(put).toMatchObject({ news: false });
    expect(put?.remindAt).toBeUndefined();
  });

  it('is not told to who was given permission meanwhile', async () => {
    using at = new Stage();
    at.notices.remind(at.post(), 'anna', 'in-an-hour');
    at.isExempt = true;
    await at.forgetPosted();
    await at.clock.advance(2 * hour);
    expect(at.posted).toEqual([]);
  });

  it('is told where nothing was found at that moment, and nothing was told to be gone', async () => {
    using at = new Stage();
    at.post('removed');
    await at.clock.advance(60_000);
    at.notices.remind(at.post(), 'anna', 'in-an-hour');
    at.ruleNow = undefined;
    await at.forgetPosted();
    await at.clock.advance(hour);
    expect(at.posted).toEqual(['anna warn true']);
  });

  it('is told on time although the PC was suspended meanwhile', async () => {
    using at = new Stage();
    const id = at.post();
    at.show(id);
    at.notices.remind(id, 'anna', 'tomorrow');
    await at.forgetPosted();
    at.clock.setLocal(zone.at('2026-11-24', 8 * hour));
    await at.clock.advance(600_000);
    expect(at.posted).toEqual(['anna warn true']);
  });

  it('silences nothing any more once the ban blocks', () => {
    using at = new Stage();
    const id = at.post();
    at.show(id);
    at.notices.remind(id, 'anna', 'tomorrow');
    at.ruleNow = { effect: 'block' };
    expect(at.only).toMatchObject({ news: true });
    expect(at.only.remindersLeft).toBeUndefined();
    expect(at.only.remindAt).toBeUndefined();
    at.show(id);
    expect(at.only.news).toBe(false);
  });

  it.each(['block', 'closing', 'lifted', 'removed', 'exemption-answered'] as const)(
    'is not for a notice of the kind %s',
    (kind) => {
      using at = new Stage();
      const id = at.post(kind);
      expect(at.only.remindersLeft).toBeUndefined();
      expect(at.notices.remind(id, 'anna', 'in-an-hour')).toEqual({ ok: false, fault: 'no-more-reminders' });
    },
  );

  it('is not for what was acknowledged, nor for somebody else’s notice', async () => {
    using at = new Stage();
    const id = at.post();
    expect(at.notices.remind(id, 'berit', 'tomorrow')).toEqual({ ok: false, fault: 'unknown-notice' });
    at.notices.remind(id, 'anna', 'in-an-hour');
    at.notices.acknowledge(id, 'anna', monday);
    expect(at.only).toMatchObject({ news: false, acknowledgedAt: monday });
    expect(at.notices.remind(id, 'anna', 'in-an-hour').ok).toBe(false);
    await at.forgetPosted();
    await at.clock.advance(day);
    expect(at.posted).toEqual([]);
  });
});
