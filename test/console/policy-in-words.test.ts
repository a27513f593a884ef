import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { adoptionOf, answerOf, answersTo, unitsUnder } from '#console/view-models/adoptions.ts';
import { banFaults } from '#console/view-models/ban-faults.ts';
import { answerChanges } from '#console/view-models/draft-answers.ts';
import { factChanges } from '#console/view-models/fact-changes.ts';
import { freeBanId, matcherFaults, matcherWarnings } from '#console/view-models/matcher.ts';
import { editorPlace, placeOfFault, serverFaultsOf } from '#console/view-models/server-faults.ts';
import { Adoption, type Ban } from '#policy/ban.ts';
import { checkPolicies } from '#policy/check-policies.ts';
import { evidenceKinds } from '#policy/evidence.ts';
import { matchInline } from '#policy/inline-matcher.ts';
import { Slug } from '#policy/primitives.ts';
import type { PolicyFile } from '#policy/policy-file.ts';
import { operations } from '#protocol/console-server.ts';

const detail = operations.getDraft.example.response;
const { content } = detail;
const ban = content?.policies[0]?.bans[0];
if (content === undefined || ban === undefined) throw new Error('the example of a draft has no ban');
const { organisation } = content;

describe('what a unit answers to a recommended ban', () => {
  it.each(['inform', 'warn', 'block'] as const)('is written and read as what was chosen: %s', (effect) => {
    const answers = answersTo({ effect }, true);
    expect(answers.map(({ choice }) => choice).toSorted()).toEqual(
      [
        'same',
        ...(effect === 'inform'
          ? ['stricter', 'stricter']
          : effect === 'warn'
            ? ['stricter', 'weaker']
            : ['weaker', 'weaker']),
        'declined',
        'withdrawn',
      ].toSorted(),
    );
    for (const answer of answers) {
      const adoption = adoptionOf('tiktok', answer, 'Because.');
      if (answer.choice === 'withdrawn') expect(adoption).toBeUndefined();
      else {
        expect(Value.Check(Adoption, adoption)).toBe(true);
        expect(adoption && answerOf({ effect }, adoption)).toEqual(answer);
      }
    }
  });
  it('can be taken back only where there is one', () => {
    expect(answersTo({ effect: 'block' }, false).some(({ choice }) => choice === 'withdrawn')).toBe(false);
  });
  it('comes from units below the owner that the operator speaks for', () => {
    const units = [
      { unit: 'kommune', name: 'Kommune', outside: true },
      { unit: 'school', name: 'School', parent: 'kommune' },
      { unit: 'class', name: 'Class', parent: 'school' },
      { unit: 'health', name: 'Health', parent: 'kommune', outside: true },
    ];
    expect(unitsUnder(units, 'kommune').map(({ unit }) => unit)).toEqual(['school', 'class']);
    expect(unitsUnder(units, 'school').map(({ unit }) => unit)).toEqual(['class']);
    expect(unitsUnder(units, 'class')).toEqual([]);
  });
  it('is told where a draft gives, changes or takes it back, and not where it stays', () => {
    const say = (as: 'adopted' | 'declined', id = 'tiktok') => ({ ban: id, as, reason: 'Because.' });
    const holding = (...adoptions: Adoption[]) => ({
      ...content,
      policies: [...content.policies, { portvakt: 'policy/1' as const, unit: 'school', bans: [], adoptions }],
    });
    const changes = answerChanges(
      ['school'],
      holding(say('adopted'), say('adopted', 'stays'), say('adopted', 'gone')),
      holding(say('declined'), say('adopted', 'stays'), say('adopted', 'new')),
    );
    expect(changes.map((one) => [one.ban, one.before?.as, one.after?.as])).toEqual([
      ['tiktok', 'adopted', 'declined'],
      ['gone', 'adopted', undefined],
      ['new', undefined, 'adopted'],
    ]);
    expect(changes[0]?.answered).toEqual(ban);
  });
});

describe('what differs between two versions of a ban', () => {
  const fact = (id: string, value: string) => ({ id, name: id, value });
  it('is each field with what it said and says, in its place', () => {
    const changes = factChanges(
      [fact('a', '1'), fact('gone', 'x'), fact('b', '2'), fact('c', '3')],
      [fact('a', '9'), fact('b', '2'), fact('new', 'y'), fact('c', '3')],
    );
    expect(changes.map(({ id, before, after }) => [id, before?.value, after?.value])).toEqual([
      ['a', '1', '9'],
      ['gone', 'x', undefined],
      ['new', undefined, 'y'],
    ]);
  });
});

describe('an app that the catalogue does not know', () => {
  it('is warned of as weak exactly where the agent takes it for a hint', () => {
    for (const kind of evidenceKinds) {
      const matcher = { name: 'Own', all: [{ kind, value: 'x' }] };
      const hint = matchInline(matcher, matcher.all)?.strength === 'hint';
      expect([kind, matcherWarnings(matcher).includes('weak')]).toEqual([kind, hint]);
    }
    const two = {
      all: [{ kind: 'exe-name', value: 'x' } as const, { kind: 'display-name', value: 'y' } as const],
    };
    expect(matcherWarnings(two)).toEqual([]);
  });
  it('is warned of where a site stands beside other signs, and where an update ends it', () => {
    expect(
      matcherWarnings({
        all: [
          { kind: 'web-host', value: 'a.example' },
          { kind: 'sha256', value: 'f' },
        ],
      }),
    ).toEqual(['web-alone', 'one-version']);
    expect(matcherWarnings({ all: [{ kind: 'web-host', value: 'a.example' }] })).toEqual([]);
  });
  it('has faults at its fields, in the editor too', () => {
    const matcher = {
      name: ' ',
      all: [
        { kind: 'exe-name' as const, value: ' ' },
        { kind: 'web-host' as const, value: 'https://a.example/x' },
        { kind: 'sha256' as const, value: 'abc' },
        { kind: 'web-host' as const, value: 'chat.blåbær.example' },
      ],
    };
    expect(matcherFaults(matcher)).toEqual([
      ['/name', 'missing'],
      ['/all/0/value', 'missing'],
      ['/all/1/value', 'wrong-host'],
      ['/all/2/value', 'wrong-fingerprint'],
    ]);
    const { apps: _, ...rest } = ban;
    expect(banFaults({ ...rest, matcher })).toMatchObject({ '/matcher/all/1/value': 'wrong-host' });
  });
  it('gets an id that no other ban has', () => {
    expect(freeBanId('Blåbær Chat 2', new Set())).toBe('blab-r-chat-2');
    expect(freeBanId('Chat', new Set(['chat', 'chat-2']))).toBe('chat-3');
    for (const name of ['', '—', 'x'.repeat(300), 'Ünïcode!', '漢字'])
      expect(Value.Check(Slug, freeBanId(name, new Set()))).toBe(true);
  });
});

describe('faults that the server finds', () => {
  const faultsOf = (
    over: Partial<Ban>,
    limits = organisation.limits,
  ): readonly { field: string; known?: string }[] => {
    const policy: PolicyFile = { portvakt: 'policy/1', unit: 'kommune', bans: [{ ...ban, ...over }] };
    const file = 'bans/kommune.yaml';
    const faults = checkPolicies(
      { ...organisation, limits },
      [
        {
          file,
          value: policy,
          faultAt: (field, message, advice) => ({ file, line: 1, column: 1, field, message, advice }),
        },
      ],
      new Set(['tiktok']),
    );
    const draft = { ...detail, faults: [...faults], content: { ...content, policies: [policy] } };
    return serverFaultsOf(draft, 'kommune', ban.id).map(({ field, known }) => ({
      field,
      ...(known === undefined ? {} : { known }),
    }));
  };
  const { apps: _, ...nothing } = ban;
  it.each([
    [{ review: '2027-11-31' }, { field: '/review', known: 'no-day' }],
    [{ review: ban.from }, { field: '/review', known: 'wrong-order' }],
    [
      { effect: 'warn', grace: { workingDays: 5, until: '2027-01-01' } },
      { field: '/grace', known: 'no-grace' },
    ],
    [{ grace: { workingDays: 5, until: '2020-01-01' } }, { field: '/grace/until', known: 'wrong-order' }],
    [{ pausable: true }, { field: '/pausable', known: 'no-pause' }],
    [{ audience: { units: ['nowhere'] } }, { field: '/audience/units/0', known: 'no-unit' }],
    [{ apps: ['tiktok', 'no-such'] }, { field: '/apps/1', known: 'no-app' }],
    [
      { ...nothing, apps: undefined },
      { field: '', known: 'no-thing' },
    ],
    [
      { basis: { kind: 'unwritten', statedBy: 'IT', date: '2026-11-01', toBeWrittenBy: '2027-01-01' } },
      { field: '/basis/toBeWrittenBy', known: 'wrong-month' },
    ],
  ] as readonly (readonly [Partial<Ban>, { field: string; known: string }])[])(
    'are told in words of the console: %#',
    (over, expected) => {
      expect(faultsOf(over, { ...organisation.limits, longestPauseHours: 0 })).toEqual([expected]);
    },
  );
  it('stand at a field of the editor, or at what holds it', () => {
    expect(editorPlace('/review')).toBe('/review');
    expect(editorPlace('/audience/units/3')).toBe('/audience/units');
    expect(editorPlace('/notice/furtherReading/0/title/nb')).toBe('/notice/furtherReading/0/title');
    expect(editorPlace('/matcher/all/2/value')).toBe('/matcher/all/2/value');
    expect(editorPlace('/apps/0')).toBe('');
    expect(editorPlace('')).toBe('');
  });
  it('belong to one ban of one file', () => {
    const fault = { file: 'bans/kommune.yaml', line: 4, column: 1, message: 'odd', advice: 'mend it' };
    const faulty = {
      ...detail,
      faults: [
        { ...fault, field: 'bans[0].apps[0]' },
        { ...fault, field: 'bans[1].apps[0]' },
        { ...fault, file: 'organisation.yaml', field: '/bans/0' },
      ],
    };
    expect(faulty.faults.map((one) => placeOfFault(faulty, one))).toEqual([
      { unit: 'kommune', ban: 'tiktok', field: '/apps/0' },
      undefined,
      undefined,
    ]);
    expect(serverFaultsOf(faulty, 'kommune', 'tiktok')).toEqual([
      { field: '/apps/0', message: 'odd', advice: 'mend it' },
    ]);
  });
});
