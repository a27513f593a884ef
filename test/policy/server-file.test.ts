import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { banToday } from '#policy/ban-today.ts';
import { zoneOf } from '#policy/calendar-day.ts';
import { checkServer, parseServerFile } from '#policy/check-server.ts';
import { fileKind, filePlace } from '#policy/file-kind.ts';
import { formatFileFault } from '#policy/file-fault.ts';
import { missingTexts } from '#policy/missing-texts.ts';
import { ban, day, organisation } from '#test/kit/policy-builder.ts';

function faultsOf(server: unknown): string[] {
  const read = parseServerFile(stringify({ portvakt: 'server/1', server }), 's.yaml');
  const faults = read.ok ? checkServer(read.value, organisation()) : read.fault;
  return faults.map((one) => formatFileFault(one).replace(/^s\.yaml:\d+:\d+: /, ''));
}
const byShare = (id: string, percent: number) => ({ id, name: id, percent, soakHours: 1 });
const byLabel = (id: string) => ({ id, name: id, labels: [id], soakHours: 1 });

describe('the file of the server', () => {
  it.each([
    [[byShare('a', 5), byShare('b', 100)]],
    [[byLabel('it'), byShare('b', 10), byLabel('late')]],
    [[byLabel('it')]],
  ])('takes rings that reach everybody: %j', (rings) => {
    expect(faultsOf({ rings })).toEqual([]);
  });

  it.each([
    [
      'the same ring twice',
      { rings: [byLabel('it'), byLabel('it')] },
      /rings\[1\].id: the ring `it` is here twice/,
    ],
    [
      'shares that fall',
      { rings: [byShare('a', 50), byShare('b', 20), byShare('c', 100)] },
      /rings\[1\].percent: 20 percent/,
    ],
    [
      'a rest that gets nothing',
      { rings: [byShare('a', 50)] },
      /rings\[0\].percent: the last ring ends at 50/,
    ],
    ['a ring for nobody', { rings: [byShare('a', 100), byLabel('b')] }, /rings\[1\]: nobody is left/],
    [
      'a unit that is not there',
      { assignment: [{ name: 'r', when: { os: 'linux' }, unit: 'nowhere' }] },
      /assignment\[0\].unit: there is no unit `nowhere`/,
    ],
    [
      'a rule without an end',
      { assignment: [{ name: 'r', when: { os: 'linux' } }] },
      /assignment\[0\]: the rule says where nothing belongs/,
    ],
    [
      'a rule that makes private',
      { assignment: [{ name: 'r', when: { os: 'linux' }, class: 'private' }] },
      /cannot make a device private/,
    ],
    [
      'a rule without a condition',
      { assignment: [{ name: 'r', when: {}, unit: 'root' }] },
      /assignment\[0\].when/,
    ],
    ['a word that is none', { policyReview: 'two-eyes' }, /server.policyReview: .*four-eyes/],
  ])('refuses %s, with the place and what to write', (_what, server, fault) => {
    const faults = faultsOf(server);
    expect(faults[0]).toMatch(fault);
    expect(faults).toHaveLength(1);
  });
});

it('a file is what its own first field says, whatever else it speaks of', () => {
  const spoken = ban({ notice: { why: { en: 'Write `portvakt: organisation/1` first.' } } });
  expect(fileKind(JSON.stringify({ portvakt: 'policy/1', unit: 'root', bans: [spoken] }))).toBe('policy');
  expect(fileKind(stringify({ portvakt: 'server/1', server: {} }))).toBe('server');
  expect(fileKind('"portvakt": "organisation/1"\norganisation: [')).toBe('organisation');
  expect(['- a', 'word', '', '{'].map(fileKind)).toEqual(['policy', 'policy', 'policy', 'policy']);
  expect(filePlace('portvakt: policy/1\nunit: school\npack: p\n')).toEqual({
    kind: 'policy',
    unit: 'school',
    pack: 'p',
  });
  expect(filePlace('- a')).toBeUndefined();
});

it('texts that a language lacks are named by ban and field', () => {
  const one = ban({
    notice: {
      why: { en: 'a', nb: 'b' },
      instead: { en: 'c' },
      furtherReading: [
        { title: { en: 'd', nb: 'e' }, url: 'https://x.example/' },
        { title: { nb: 'f' }, url: 'https://y.example/' },
      ],
    },
  });
  const at = { unit: 'root', ban: one.id };
  expect(missingTexts(['en', 'nb', 'nn'], [{ unit: 'root', bans: [one] }])).toEqual([
    { ...at, field: 'why', languages: ['nn'] },
    { ...at, field: 'instead', languages: ['nb', 'nn'] },
    { ...at, field: 'furtherReading', languages: ['en', 'nn'] },
  ]);
  expect(missingTexts(['en'], [{ unit: 'root', bans: [ban()] }])).toEqual([]);
});

it('a ban begins and steps down at midnight where the organisation is', () => {
  const zone = zoneOf('Europe/Oslo');
  const at = (utc: number, effect: 'inform' | 'warn' | 'block' = 'block') => {
    const today = banToday(ban({ effect, from: '2026-01-05', review: '2026-03-02' }), zone, utc);
    return [today.effect, today.reviewInDays];
  };
  const begin = Date.UTC(2026, 0, 4, 23);
  const after = Date.UTC(2026, 2, 2, 23);
  expect([at(begin - 1), at(begin)]).toEqual([
    ['none', 57],
    ['block', 56],
  ]);
  expect([at(after - 1), at(after), at(after + day)]).toEqual([
    ['block', 0],
    ['warn', -1],
    ['warn', -2],
  ]);
  expect([at(after, 'warn')[0], at(after, 'inform')[0]]).toEqual(['inform', 'none']);
});
