import { describe, expect, it } from 'vitest';
import { appSummaries } from '#catalogue/app-summary.ts';
import { addressOf } from '#console/api/console-api.ts';
import { concernedBy, madeOldBy } from '#console/api/freshness.ts';
import { announcementIn, waitBefore } from '#console/live/live-link.ts';
import { roleOrder } from '#console/shell/session.ts';
import { nameOfId, shortName } from '#console/view-models/app-name.ts';
import { banFaults, tidyBan } from '#console/view-models/ban-faults.ts';
import { forksOf, searchApps } from '#console/view-models/catalogue-search.ts';
import { draftSteps } from '#console/view-models/draft-steps.ts';
import { exampleNotice } from '#console/view-models/example-notice.ts';
import { hitsByDay } from '#console/view-models/hits-by-day.ts';
import { enforcementOf } from '#console/view-models/levels.ts';
import { missingLanguages } from '#console/view-models/missing-languages.ts';
import { newBan } from '#console/view-models/new-ban.ts';
import { measuresOf, soakHoursLeft } from '#console/view-models/rollout-progress.ts';
import { tasksToday } from '#console/view-models/today.ts';
import { Ban } from '#policy/ban.ts';
import { missingTexts } from '#policy/missing-texts.ts';
import { roles } from '#protocol/console-operation.ts';
import { operations } from '#protocol/console-server.ts';
import { Value } from 'typebox/value';

const apps = appSummaries();
const begun = newBan({
  id: 'telegram',
  thing: { app: 'telegram' },
  suggestion: 'prohibit',
  today: '2026-11-22',
  operator: 'kari',
  why: { nb: 'Fordi.', nn: 'Difor.' },
  limits: { exemptions: true, longestPauseHours: 0 },
});
const draft = operations.getDraft.example.response;

describe('the catalogue search', () => {
  it('finds Telegram before its forks by "tel"', () => {
    const found = searchApps(apps, 'tel');
    expect(found[0]?.id).toBe('telegram');
    expect(found.map(({ id }) => id)).toContain('64gram');
    expect(found.map(({ id }) => id)).not.toContain('tiktok');
  });
  it('wants every word, in any order and without accents', () => {
    expect(searchApps(apps, 'BYTE tík').map(({ id }) => id)).toEqual(['tiktok', 'tiktok-live-studio']);
    expect(searchApps(apps, '   ')).toEqual([]);
    expect(searchApps(apps, 'no such thing')).toEqual([]);
  });
  it('knows forks, ways and what others say of an app', () => {
    expect(forksOf(apps, 'telegram').length).toBeGreaterThan(4);
    const telegram = apps.find(({ id }) => id === 'telegram');
    expect(telegram?.channels).toEqual(expect.arrayContaining(['native', 'store', 'web']));
    expect(telegram?.advice.length).toBeGreaterThan(0);
  });
  it('shows every app by its own short name where the catalogue is not at hand', () => {
    const wrong = apps.filter(({ id, name, forkOf }) => {
      const plain = shortName(name).toLowerCase();
      return forkOf === undefined && !plain.startsWith(nameOfId(id).toLowerCase().split(' ')[0] ?? '');
    });
    expect(wrong.map(({ id }) => id)).toEqual(['bytedance-other', 'messenger']);
  });
});

describe('a ban that is begun or edited', () => {
  it('is valid from the first moment, and says that its basis is not written yet', () => {
    expect(Value.Check(Ban, begun)).toBe(true);
    expect(banFaults(begun)).toEqual({});
    expect(begun.basis.kind).toBe('unwritten');
    // The server refuses what the organisation's limits forbid.
    expect(begun.pausable).toBeUndefined();
  });
  it('shows each fault at its field', () => {
    expect(
      banFaults({
        ...begun,
        review: '2026-01-01',
        audience: { labels: ['Not A Label'] },
        grace: { workingDays: 0, until: 'tomorrow' },
        exemptions: { allowed: true, longestDays: Number.NaN },
        basis: { kind: 'decision', decidedBy: ' ', reference: '', date: '2026-11-12' },
        notice: { why: { nb: '  ' }, furtherReading: [{ title: {}, url: 'http://x' }] },
      }),
    ).toEqual({
      '/review': 'wrong-order',
      '/audience/labels': 'wrong-labels',
      '/grace/workingDays': 'wrong-number',
      '/grace/until': 'missing',
      '/exemptions/longestDays': 'wrong-number',
      '/basis/decidedBy': 'missing',
      '/basis/reference': 'missing',
      '/notice/why': 'missing',
      '/notice/furtherReading/0/url': 'wrong-url',
      '/notice/furtherReading/0/title': 'missing',
    });
  });
  it('is sent without the empty texts that fields leave', () => {
    const tidy = tidyBan({ ...begun, notice: { why: { nb: 'Fordi.', nn: ' ' }, instead: { nb: '' } } });
    expect(tidy.notice).toEqual({ why: { nb: 'Fordi.' } });
    expect(Value.Check(Ban, tidy)).toBe(true);
  });
  it('lacks the languages that the policy room says it lacks', () => {
    const languages = ['nb', 'nn', 'en'] as const;
    const notice = { ...begun.notice, instead: { en: 'Signal' } };
    const told = missingTexts([...languages], [{ unit: 'kommune', bans: [{ ...begun, notice }] }]);
    const expected = new Set(told.flatMap((one) => one.languages));
    expect(missingLanguages(notice, languages)).toEqual(languages.filter((one) => expected.has(one)));
  });
  it('is shown to the employee as warning with a deadline in its grace, and as block when opened', () => {
    const given = {
      appName: 'Telegram',
      organisation: { name: 'Kommune', contact: { name: 'IT' } },
      now: Date.parse('2026-11-22T12:00:00Z'),
    };
    expect(exampleNotice(begun, { ...given, which: 'found' })).toMatchObject({
      kind: 'warn',
      effect: 'warn',
      workingDays: 5,
    });
    expect(exampleNotice(begun, { ...given, which: 'opened' })).toMatchObject({
      kind: 'block',
      effect: 'block',
    });
    expect(exampleNotice({ ...begun, effect: 'inform' }, { ...given, which: 'web' }).kind).toBe('inform');
  });
});

describe('what can be done with a draft', () => {
  const person = { name: 'ola', edits: true, approves: true };
  it('lets nobody review what he wrote', () => {
    const waiting = { ...draft, state: 'in-review' as const };
    expect(draftSteps(waiting, person, false)).toMatchObject({ review: true, own: false });
    expect(draftSteps(waiting, { ...person, name: 'kari' }, false)).toMatchObject({
      review: false,
      own: true,
    });
    expect(draftSteps({ ...waiting, changedBy: 'ola' }, person, false).review).toBe(false);
  });
  it('publishes what is approved or needs no approval, and nothing with faults', () => {
    expect(draftSteps(draft, person, false).publish).toBe(false);
    expect(draftSteps({ ...draft, needsApproval: false }, person, false).publish).toBe(true);
    expect(draftSteps({ ...draft, state: 'approved', approvedBy: ['ola'] }, person, false).publish).toBe(
      true,
    );
    expect(draftSteps({ ...draft, needsApproval: false }, person, true).publish).toBe(false);
  });
  it('does nothing more with one that is over', () => {
    for (const state of ['published', 'abandoned'] as const)
      expect(
        Object.values(draftSteps({ ...draft, state, needsApproval: false }, person, false)),
      ).not.toContain(true);
  });
});

describe('figures', () => {
  it('a ban is as strong as its weakest way', () => {
    const channels = [
      { channel: 'native' as const, levels: { 'stopped-after-start': 90, unknown: 10 } },
      { channel: 'web' as const, levels: { 'denied-before-start': 60, warned: 30, blind: 10 } },
    ];
    const ban = { ban: 'x', unit: 'u', devices: 100, channels };
    expect(enforcementOf({ ...ban, effect: 'block' })?.enforced).toBe(60);
    expect(enforcementOf({ ...ban, effect: 'warn' })?.enforced).toBe(90);
    expect(enforcementOf({ ...ban, effect: 'block', channels: [] })).toBeUndefined();
  });
  it('hits are summed by day, and days without stay', () => {
    const days = hitsByDay(
      [
        { day: '2026-11-22', hits: 2 },
        { day: '2026-11-22', hits: 3 },
        { day: '2026-01-01', hits: 9 },
      ],
      '2026-11-22',
      3,
    );
    expect(days).toEqual([
      { day: '2026-11-20', hits: 0 },
      { day: '2026-11-21', hits: 0 },
      { day: '2026-11-22', hits: 5 },
    ]);
  });
  it('a ring shows how near the brake is', () => {
    const ring = { hits: 30, faults: 1, requests: 0, applied: 10 };
    expect(measuresOf(ring, { hitsPerDevice: 2, faultsPerDevice: 0 })).toEqual([
      { what: 'hits', perDevice: 3, limit: 2, share: 1 },
      { what: 'faults', perDevice: 0.1, limit: 0, share: 1 },
      { what: 'requests', perDevice: 0, share: 0 },
    ]);
    expect(soakHoursLeft({ state: 'soaking', soakUntil: 10_000_000 }, 0)).toBe(2);
    expect(soakHoursLeft({ state: 'halted', soakUntil: 10_000_000 }, 0)).toBeUndefined();
  });
  it('today begins with what is urgent and leaves out what is nothing', () => {
    const quiet = { ...operations.getOverview.example.response, requestsWaiting: 0, rolloutHalted: 7 };
    const kinds = tasksToday({ ...quiet, reviewsDue: [{ ban: 'x', unit: 'u', reviewInDays: -3 }] }).map(
      ({ kind }) => kind,
    );
    expect(kinds.slice(0, 2)).toEqual(['halted', 'review-passed']);
    expect(kinds).not.toContain('requests');
  });
});

describe('the way to the server', () => {
  it('writes addresses that names cannot break out of', () => {
    expect(addressOf('getDraft', { params: { draft: '../x?y' } })).toBe('/api/drafts/..%2Fx%3Fy');
    expect(addressOf('listDevices', { query: { unit: 'a&b', label: undefined } })).toBe(
      '/api/devices?unit=a%26b',
    );
  });
  it('asks anew for what an announcement is about, and never looks at a device because of one', () => {
    expect(madeOldBy('release-published', 'listBans')).toBe(true);
    expect(madeOldBy('draft-changed', 'listBans')).toBe(false);
    expect(madeOldBy('device-changed', 'getDevice')).toBe(false);
    expect(madeOldBy('exemption-requested', 'listExemptions')).toBe(false);
    expect(concernedBy('exemption-requested', 'listExemptions')).toBe(true);
    expect(concernedBy('exemption-requested', 'getDevice')).toBe(false);
    expect(madeOldBy('devices-applied', 'getOverview')).toBe(true);
  });
  it('hears announcements and passes over everything else', () => {
    const announcement = { kind: 'draft-changed', at: 1, text: 'x' };
    expect(announcementIn(JSON.stringify({ type: 'announcement', announcement }))).toEqual(announcement);
    for (const other of ['{', '7', '{"type":"hello","version":"1"}', new ArrayBuffer(2)])
      expect(announcementIn(other)).toBeUndefined();
  });
  it('waits longer each time, never in step with others, and never for long', () => {
    expect(waitBefore(0, 1)).toBe(1_000);
    expect(waitBefore(3, 0.5)).toBe(4_000);
    expect(waitBefore(50, 1)).toBe(30_000);
  });
  it('ranks roles as the protocol does', () => {
    expect(roleOrder).toEqual(roles);
  });
});
