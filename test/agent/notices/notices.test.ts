import { Check } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { createNotices } from '#agent/notices/notices.ts';
import type { NewNotice, Notices } from '#agent/notices/port.ts';
import { openState } from '#agent/state/open-state.ts';
import type { State } from '#agent/state/port.ts';
import { zoneOf } from '#policy/calendar-day.ts';
import { Notice } from '#protocol/notice.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const day = 86_400_000;
const hour = 3_600_000;
const monday = Date.UTC(2026, 10, 23, 9);
const { dayOf } = zoneOf('Europe/Oslo');

type Stage = {
  readonly state: State;
  readonly notices: Notices;
  readonly posted: string[];
  readonly seen: string[];
  now: number;
} & Disposable;
function stage(most?: number): Stage {
  const temp = tempFolder();
  const { state } = openState({ folder: temp.path, now: () => 0 });
  const at: Stage = {
    state,
    notices: createNotices(state, { dayOf, now: () => at.now, ...(most === undefined ? {} : { most }) }),
    posted: [],
    seen: [],
    now: monday,
    [Symbol.dispose]: () => {
      state[Symbol.dispose]();
      temp[Symbol.dispose]();
    },
  };
  at.notices.onPosted((notice, account) =>
    at.posted.push(`${account ?? '*'} ${notice.kind} ${notice.times}`),
  );
  at.notices.onShown((key, account) => at.seen.push(`${account}: ${key}`));
  return at;
}

function notice(kind: NewNotice['kind'], more: Partial<NewNotice> = {}): NewNotice {
  const account = more.account ?? 'anna';
  return {
    key: `telegram ${account} ${kind}`,
    kind,
    account,
    decision: { ban: 'telegram', app: 'telegram', effect: 'warn', deadline: monday + 30 * day },
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
    at: monday,
    ...more,
  };
}
/** Everybody's: no account at all. */
function forAll(kind: NewNotice['kind'], at = monday): NewNotice {
  const { account: _nobody, ...rest } = notice(kind, { at });
  return { ...rest, key: `telegram * ${kind}` };
}
const turn = (): Promise<void> => Promise.resolve();

describe('posting', () => {
  it('keeps the notice for its person over a restart, as the protocol says', async () => {
    using at = stage();
    const posted = at.notices.post(notice('warn', { closesAt: monday + 1, answer: 'No.' }));
    expect(Check(Notice, posted)).toBe(true);
    await turn();
    expect(at.posted).toEqual(['anna warn 1']);
    const again = createNotices(at.state, { dayOf, now: () => monday });
    expect(again.list('anna')).toEqual([posted]);
    expect(again.list('berit')).toEqual([]);
  });

  it('counts the same up on the same day and tells it again on another', async () => {
    using at = stage();
    const first = at.notices.post(notice('warn'));
    at.notices.post(notice('warn', { at: monday + hour }));
    await turn();
    expect(at.posted).toEqual(['anna warn 1']);
    const third = at.notices.post(notice('warn', { at: monday + day }));
    await turn();
    expect(at.posted).toEqual(['anna warn 1', 'anna warn 3']);
    expect(third).toMatchObject({ id: first.id, times: 3, createdAt: monday });
    expect(at.notices.list('anna')).toHaveLength(1);
  });

  it('goes by the day of the organisation, not of UTC', () => {
    using at = stage();
    const late = Date.UTC(2026, 10, 23, 22, 30);
    at.notices.post(notice('block', { at: late }));
    at.notices.acknowledge(at.notices.list('anna')[0]?.id ?? '', 'anna', late);
    // 23:30 and 00:30 in Oslo.
    at.notices.post(notice('block', { at: late + hour }));
    expect(at.notices.list('anna')).toHaveLength(2);
  });

  it('posts a further stop with the same id and a higher count, even after acknowledgement', async () => {
    using at = stage();
    const { id } = at.notices.post(notice('block'));
    at.notices.acknowledge(id, 'anna', monday);
    const second = at.notices.post(notice('block', { at: monday + hour }));
    expect(second).toMatchObject({ id, times: 2, acknowledgedAt: monday });
    await turn();
    expect(at.posted).toEqual(['anna block 1', 'anna block 2']);
  });

  it('tells a new countdown to who put the last one away', () => {
    using at = stage();
    const { id } = at.notices.post(notice('closing', { closesAt: monday + 60_000 }));
    expect(at.notices.post(notice('closing', { closesAt: monday + 90_000 }))).toMatchObject({ id, times: 2 });
    at.notices.acknowledge(id, 'anna', monday);
    const next = at.notices.post(notice('closing', { at: monday + hour, closesAt: monday + hour }));
    expect(next.id).not.toBe(id);
    expect(next).toMatchObject({ times: 1, closesAt: monday + hour });
    expect(next.acknowledgedAt).toBeUndefined();
  });

  it('makes another answer another notice, and the same answer the same', () => {
    using at = stage();
    at.notices.post(notice('exemption-answered', { answer: 'No.' }));
    at.notices.post(notice('exemption-answered', { answer: 'No.' }));
    at.notices.post(notice('exemption-answered', { answer: 'Yes.' }));
    expect(at.notices.list('anna').map(({ answer, times }) => [answer, times])).toEqual([
      ['Yes.', 1],
      ['No.', 2],
    ]);
  });

  it('is not told when its transaction is rolled back', async () => {
    using at = stage();
    expect(() =>
      at.state.transaction(() => {
        at.notices.post(notice('warn'));
        throw new Error('undone');
      }),
    ).toThrow('undone');
    await turn();
    expect(at.posted).toEqual([]);
    expect(at.notices.list('anna')).toEqual([]);
    expect(at.notices.records().size).toBe(0);
  });

  it('says inform where the decision has no effect any more', () => {
    using at = stage();
    const lifted = at.notices.post(notice('lifted', { decision: { ban: 'telegram', effect: 'none' } }));
    expect(lifted.effect).toBe('inform');
    expect(Check(Notice, lifted)).toBe(true);
  });
});

describe('seeing', () => {
  it('counts one showing per telling and reports each that has news in it', () => {
    using at = stage();
    const { id } = at.notices.post(notice('block'));
    const shown = [1, 2, 3].map(() => at.notices.shown(id, 'anna', monday));
    expect(shown).toEqual(['news', 'known', 'known']);
    expect(at.notices.list('anna')[0]?.shown).toBe(1);
    expect(at.seen).toEqual(['anna: telegram anna block']);
    at.notices.post(notice('block', { at: monday + hour }));
    at.notices.shown(id, 'anna', monday + hour);
    expect(at.notices.list('anna')[0]?.shown).toBe(1);
    expect(at.seen).toHaveLength(2);
    at.notices.post(notice('block', { at: monday + day }));
    at.notices.shown(id, 'anna', monday + day);
    expect(at.notices.list('anna')[0]?.shown).toBe(2);
    expect(at.notices.records().get('telegram anna block')).toEqual({
      createdAt: monday,
      lastAt: monday + day,
      shown: 2,
    });
  });

  it('knows no notice of another account, and no unknown one', () => {
    using at = stage();
    const { id } = at.notices.post(notice('warn'));
    expect(at.notices.shown(id, 'berit', monday)).toBe('unknown');
    expect(at.notices.acknowledge(id, 'berit', monday)).toBeUndefined();
    expect(at.notices.shown('0'.repeat(32), 'anna', monday)).toBe('unknown');
    expect(at.notices.acknowledge("' OR 1=1 --", 'anna', monday)).toBeUndefined();
    expect(at.seen).toEqual([]);
    expect(at.notices.graces()).toEqual([]);
  });

  it('acknowledges once, and that is a showing too', () => {
    using at = stage();
    const { id } = at.notices.post(notice('warn'));
    const first = at.notices.acknowledge(id, 'anna', monday + 5);
    expect(first).toMatchObject({ key: 'telegram anna warn', first: true });
    expect(first?.notice).toMatchObject({ acknowledgedAt: monday + 5, shown: 1 });
    const second = at.notices.acknowledge(id, 'anna', monday + 9);
    expect(first?.news).toBe(true);
    expect(second).toMatchObject({ first: false, news: false });
    expect(second?.notice.acknowledgedAt).toBe(monday + 5);
    expect(at.seen).toEqual(['anna: telegram anna warn']);
    expect(at.notices.records().get('telegram anna warn')?.acknowledgedAt).toBe(monday + 5);
  });

  it('undoes the showing when a listener fails, so that nothing waits for ever', () => {
    using at = stage();
    const { id } = at.notices.post(notice('warn'));
    const failing = at.notices.onShown(() => {
      throw new Error('full');
    });
    expect(() => at.notices.shown(id, 'anna', monday)).toThrow('full');
    failing[Symbol.dispose]();
    expect(at.notices.list('anna')[0]?.shown).toBe(0);
    expect(at.notices.shown(id, 'anna', monday)).toBe('news');
    expect(at.notices.list('anna')[0]?.shown).toBe(1);
  });

  it('keeps everybody’s notice person by person', async () => {
    using at = stage();
    const { id } = at.notices.post(forAll('warn'));
    await turn();
    expect(at.posted).toEqual(['* warn 1']);
    at.notices.acknowledge(id, 'anna', monday + 1);
    expect(at.notices.list('anna')[0]).toMatchObject({ shown: 1, acknowledgedAt: monday + 1 });
    expect(at.notices.list('berit')[0]).toMatchObject({ shown: 0 });
    expect(at.notices.list('berit')[0]?.acknowledgedAt).toBeUndefined();
    expect(at.notices.acknowledge(id, 'berit', monday + 2)?.first).toBe(true);
    expect(at.notices.records().get('telegram * warn')?.acknowledgedAt).toBe(monday + 1);
    expect(at.notices.graces().map(({ account, startedAt }) => [account, startedAt])).toEqual([
      ['anna', monday + 1],
      ['berit', monday + 2],
    ]);
  });
});

describe('grace', () => {
  it('begins with the third showing', () => {
    using at = stage();
    for (let count = 0; count < 4; count += 1) {
      const when = monday + count * day;
      const { id } = at.notices.post(notice('warn', { at: when }));
      at.notices.shown(id, 'anna', when);
      expect(at.notices.graces()).toHaveLength(count < 2 ? 0 : 1);
    }
    at.notices.acknowledge(at.notices.list('anna')[0]?.id ?? '', 'anna', monday + 9 * day);
    expect(at.notices.graces()).toMatchObject([
      { ban: 'telegram', account: 'anna', startedAt: monday + 2 * day },
    ]);
  });

  it('begins with the acknowledgement and never again', () => {
    using at = stage();
    const { id } = at.notices.post(notice('warn'));
    at.notices.acknowledge(id, 'anna', monday + hour);
    const later = at.notices.post(notice('warn', { at: monday + 5 * day }));
    expect(later.id).not.toBe(id);
    expect(at.notices.records().get('telegram anna warn')).toEqual({
      createdAt: monday,
      lastAt: monday + 5 * day,
      shown: 0,
    });
    at.notices.acknowledge(later.id, 'anna', monday + 5 * day);
    expect(at.notices.graces()).toMatchObject([{ startedAt: monday + hour }]);
  });

  it('does not begin with a notice that names no deadline', () => {
    using at = stage();
    const { id } = at.notices.post(notice('inform', { decision: { ban: 'telegram', effect: 'inform' } }));
    at.notices.acknowledge(id, 'anna', monday);
    expect(at.notices.graces()).toEqual([]);
  });

  it('keeps the day’s deadline when what was found last has none', () => {
    using at = stage();
    at.notices.post(notice('warn'));
    const folded = at.notices.post(notice('warn', { decision: { ban: 'telegram', effect: 'warn' } }));
    expect(folded.deadline).toBe(monday + 30 * day);
  });

  it('names the days between on which the person was not seen', () => {
    using at = stage();
    const { id } = at.notices.post(notice('warn'));
    at.notices.acknowledge(id, 'anna', monday);
    for (const seen of ['2026-11-23', '2026-11-24', '2026-11-24', '2026-11-26'])
      at.notices.seenOn('anna', seen);
    at.notices.seenOn('berit', '2026-11-25');
    expect(at.notices.graces()[0]?.absentDays).toEqual([]);
    at.now = monday + 5 * day;
    expect(at.notices.graces()[0]?.absentDays).toEqual(['2026-11-25', '2026-11-27']);
    at.now = monday + 3_000 * day;
    expect(at.notices.graces()[0]?.absentDays.length).toBeLessThan(400);
  });
});

describe('what is kept', () => {
  it('drops the oldest acknowledged notices first and an unread warning never', () => {
    using at = stage(5);
    const post = (ban: string, kind: NewNotice['kind'], when: number): string =>
      at.notices.post(notice(kind, { key: `${ban} anna ${kind}`, at: when })).id;
    const read = [1, 2, 3].map((count) => post(`read${count}`, 'warn', monday + count));
    for (const id of [...read].reverse()) at.notices.acknowledge(id, 'anna', monday);
    post('info', 'inform', monday);
    for (let count = 1; count <= 3; count += 1) post(`unread${count}`, 'block', monday + 10 + count);
    const keys = (): readonly string[] =>
      at.notices.list('anna').map(({ kind, id }) => `${kind} ${read.indexOf(id)}`);
    expect(keys()).toEqual(['block -1', 'block -1', 'block -1', 'warn 2', 'inform -1']);
    for (let count = 4; count <= 9; count += 1) post(`unread${count}`, 'block', monday + 10 + count);
    expect(at.notices.list('anna').map(({ kind }) => kind)).toEqual(Array(9).fill('block'));
    // What was told stays known.
    expect(at.notices.records().size).toBe(13);
    expect(at.notices.records().get('info anna inform')).toMatchObject({ createdAt: monday });
  });

  it('counts each account alone', () => {
    using at = stage(2);
    for (const account of ['anna', 'berit'])
      for (let count = 0; count < 2; count += 1)
        at.notices.post(notice('inform', { account, key: `ban${count} ${account} inform` }));
    at.notices.post(forAll('inform'));
    expect(at.notices.list('anna')).toHaveLength(3);
    expect(at.notices.list('berit')).toHaveLength(3);
  });
});
