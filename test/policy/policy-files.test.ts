import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { checkPolicies } from '#policy/check-policies.ts';
import { formatFileFault, type FileFault } from '#policy/file-fault.ts';
import type { PolicyFile } from '#policy/policy-file.ts';
import { buildRelease, parseOrganisationFile, parsePolicyFile } from '#policy/publish.ts';
import type { ReadFile } from '#policy/yaml-file.ts';
import { ban, organisation } from '#test/kit/policy-builder.ts';

const faultsOf = (text: string): readonly string[] => {
  const read = parsePolicyFile(text, 'p.yaml');
  return read.ok ? [] : read.fault.map(formatFileFault);
};
const organisationFaults = (over: Parameters<typeof organisation>[0]): readonly string[] => {
  const read = parseOrganisationFile(
    stringify({ portvakt: 'organisation/1', organisation: organisation(over) }),
    'o.yaml',
  );
  return read.ok ? [] : read.fault.map(formatFileFault);
};
const file = (over: Partial<PolicyFile>, name = 'p.yaml'): ReadFile<PolicyFile> => {
  const read = parsePolicyFile(
    stringify({ portvakt: 'policy/1', unit: 'root', bans: [ban()], ...over }),
    name,
  );
  if (!read.ok) throw new Error(read.fault.map(formatFileFault).join('\n'));
  return read.value;
};
const checked = (...files: readonly ReadFile<PolicyFile>[]): readonly FileFault[] =>
  checkPolicies(organisation(), files, new Set(['telegram', 'tiktok']));

describe('a policy file with mistakes', () => {
  const text = `portvakt: policy/1
unit: root
bans:
  - id: Telegram!
    apps: [telegram]
    effect: blok          # typo
    binding: mandatory
    from: 2023-3-1
    removal: none
    exemptions: { allowed: true, longestDay: 3 }
    basis: { kind: decison, decidedBy: x }
    notice: { why: { xx: h } }
`;

  it('gets one line for each, with line, field, and what to write instead', () => {
    expect(faultsOf(text)).toMatchInlineSnapshot(`
      [
        "p.yaml:4:5: bans[0]: the field \`review\` is missing. Add \`review\`: a date, for example \`2026-11-22\`",
        "p.yaml:4:9: bans[0].id: "Telegram!" is not written as it should be. Expected an id: lower-case letters, digits and hyphens, at most 64 characters, for example \`telegram-ban\`",
        "p.yaml:6:13: bans[0].effect: "blok" is not one of the allowed values. Did you mean \`block\`? Allowed: inform, warn, block",
        "p.yaml:8:11: bans[0].from: "2023-3-1" is not written as it should be. Expected a date, for example \`2026-11-22\`",
        "p.yaml:10:46: bans[0].exemptions.longestDay: there is no field \`longestDay\` here. Did you mean \`longestDays\`?",
        "p.yaml:11:20: bans[0].basis.kind: "decison" is not one of the allowed values. Did you mean \`decision\`? Allowed: decision, law, risk-assessment, advice, unwritten",
        "p.yaml:12:26: bans[0].notice.why.xx: there is no field \`xx\` here. Allowed: nb, nn, da, sv, nl, fr, de, en",
      ]
    `);
  });

  it('names every way in which a missing field could be written', () => {
    const { basis: _, ...without } = ban();
    const whole = {
      portvakt: 'policy/1',
      unit: 'root',
      bans: [without],
      adoptions: [{ ban: 'x', reason: 'r' }],
    };
    const told = faultsOf(stringify(whole)).join('\n');
    expect(told).toContain(
      'Add `basis`: { kind: decision | law | risk-assessment | advice, decidedBy, reference, date }, or { kind: unwritten,',
    );
    expect(told).toContain('Add `as`: one of: adopted, declined');
  });

  it.each([
    ['broken YAML', 'bans: [', /p\.yaml:1:\d+: not valid YAML/],
    ['a key twice', 'unit: a\nunit: b', /p\.yaml:2:1: not valid YAML/],
    ['an empty file', '', /p\.yaml:1:1: nothing|p\.yaml:1:1: .*this/],
    [
      'a file of another kind',
      'portvakt: organisation/1\nunit: root\nbans: []',
      /p\.yaml:1:11: portvakt: "organisation\/1" is not one of the allowed values\. Write `policy\/1`/,
    ],
    ['a file that is too large', `# ${'x'.repeat(1_100_000)}`, /larger than 1 MiB/],
    [
      'a bomb of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, n) => `${String.fromCharCode(98 + n)}: &${String.fromCharCode(98 + n)} [${Array.from({ length: 9 }, () => `*${String.fromCharCode(97 + n)}`).join(',')}]`).join('\n')}`,
      /aliases .* expand too often/,
    ],
  ])('%s', (_name, broken, expected) => {
    expect(faultsOf(broken).join('\n')).toMatch(expected);
  });
});

describe('what a schema cannot say about a policy', () => {
  const cases: readonly (readonly [string, Partial<PolicyFile>, RegExp])[] = [
    [
      'no app and no matcher',
      { bans: [{ ...ban(), apps: undefined } as never] },
      /must name either `apps` or a `matcher`/,
    ],
    [
      'an app that the catalogue does not know',
      { bans: [ban({ apps: ['telegramm'] })] },
      /bans\[0\]\.apps\[0\]: the catalogue has no app `telegramm`/,
    ],
    [
      'a day that does not exist',
      { bans: [ban({ from: '2026-02-30' })] },
      /bans\[0\]\.from: the day 2026-02-30 does not exist/,
    ],
    [
      'a review date before the ban',
      { bans: [ban({ review: '2025-01-01' })] },
      /review date is not after `from`/,
    ],
    [
      'an unwritten basis for too long',
      {
        bans: [
          ban({
            basis: {
              kind: 'unwritten',
              statedBy: 'The mayor',
              date: '2026-01-01',
              toBeWrittenBy: '2026-02-15',
            },
          }),
        ],
      },
      /within 30 days\. Write 2026-01-31 or earlier/,
    ],
    [
      'grace without a block',
      { bans: [ban({ effect: 'warn', grace: { workingDays: 3, until: '2026-03-01' } })] },
      /does not block has no grace/,
    ],
    ['an unknown unit', { unit: 'moon' }, /there is no unit `moon`/],
    [
      'an audience outside the unit',
      { unit: 'school', bans: [ban({ audience: { units: ['root'] } })] },
      /`root` is not a unit under `school`/,
    ],
    [
      'an adoption of nothing',
      { unit: 'school', bans: [], adoptions: [{ ban: 'x', as: 'declined', reason: 'r' }] },
      /no unit above `school` has a ban `x`/,
    ],
  ];
  it.each(cases)('%s', (_name, over, expected) => {
    expect(checked(file(over)).map(formatFileFault).join('\n')).toMatch(expected);
  });

  it('a good file has no fault', () => {
    expect(checked(file({}))).toEqual([]);
  });

  it('an inherited mandatory ban can be neither edited nor declined below', () => {
    const root = file({});
    const edited = file({ unit: 'school', bans: [ban({ effect: 'inform' })] }, 'school.yaml');
    expect(checked(root, edited).map(formatFileFault).join('\n')).toMatch(
      /school\.yaml:\d+:\d+: bans\[0\]\.id: the ban `telegram-ban` already belongs to the unit `root`.*stricter ban under another id/,
    );
    const declined = file(
      { unit: 'school', bans: [], adoptions: [{ ban: 'telegram-ban', as: 'declined', reason: 'r' }] },
      'school.yaml',
    );
    expect(checked(root, declined).map(formatFileFault).join('\n')).toMatch(
      /is mandatory: it can be neither changed nor declined/,
    );
  });

  it('a recommended one can be answered', () => {
    const root = file({ bans: [ban({ binding: 'recommended' })] });
    const answered = file(
      {
        unit: 'school',
        bans: [],
        adoptions: [{ ban: 'telegram-ban', as: 'adopted', effect: 'warn', reason: 'r' }],
      },
      's.yaml',
    );
    expect(checked(root, answered)).toEqual([]);
  });
});

describe('an organisation file', () => {
  const units = organisation().units;
  it.each([
    ['two roots', { units: [...units, { id: 'other', name: 'Other' }] }, /2 units have no parent/],
    [
      'a loop',
      {
        units: [
          { id: 'r', name: 'R' },
          { id: 'a', name: 'A', parent: 'b' },
          { id: 'b', name: 'B', parent: 'a' },
        ],
      },
      /its own ancestor/,
    ],
    [
      'an unknown parent',
      {
        units: [
          { id: 'r', name: 'R' },
          { id: 'a', name: 'A', parent: 'x' },
        ],
      },
      /there is no unit `x`/,
    ],
    [
      'a unit twice',
      {
        units: [
          { id: 'r', name: 'R' },
          { id: 'a', name: 'A', parent: 'r' },
          { id: 'a', name: 'A', parent: 'r' },
        ],
      },
      /is here twice/,
    ],
    [
      'an unknown time zone',
      { calendar: { ...organisation().calendar, timeZone: 'Europe/Atlantis' } },
      /no known time zone/,
    ],
  ])('%s', (_name, over, expected) => {
    expect(organisationFaults(over).join('\n')).toMatch(expected);
  });
  it('a good one has no fault', () => {
    expect(organisationFaults({})).toEqual([]);
  });
});

it('the same files make the same bytes, whatever their order', () => {
  const policies = [file({}).value, file({ unit: 'school', bans: [ban({ id: 'b' })] }).value];
  const build = (some: readonly PolicyFile[]): unknown =>
    buildRelease(
      { organisation: organisation(), policies: some, version: 3, issuedAt: 1, serverKeys: ['AAAA'] },
      (text) => `hash of ${text.length}`,
    );
  expect(build(policies.toReversed())).toEqual(build(policies));
  expect(build(policies)).toMatchObject({
    release: { version: 3, fragments: [{ unit: 'root' }, { unit: 'school' }] },
  });
});
