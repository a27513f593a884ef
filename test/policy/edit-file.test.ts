import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Ban } from '#policy/ban.ts';
import {
  newPolicyFile,
  removeBan,
  setAdoption,
  setBan,
  setOrganisation,
  setServer,
} from '#policy/edit-file.ts';
import { parsePolicyFile } from '#policy/publish.ts';
import { ban, organisation } from '#test/kit/policy-builder.ts';

const written = (done: ReturnType<typeof setBan>): string => {
  if (!done.ok) throw new Error(done.fault);
  return done.value;
};

const commented = `# The bans of the municipality. Owner: Kari.
portvakt: policy/1
unit: root

bans:
  # decided after the audit of 2025
  - id: telegram-ban
    apps: [ telegram ] # and its forks
    effect: block
    binding: mandatory
    from: 2026-01-05 # a Monday
    review: 2027-01-05
    removal: offer
    exemptions: { allowed: true, longestDays: 30 }
    basis:
      kind: decision
      decidedBy: The council
      reference: "2026/17"
      date: 2025-12-18
    notice:
      why:
        # reviewed by the language office
        en: It collects much.

# the end
`;

describe('an edit of a policy file', () => {
  it('keeps every comment and the order of what it does not touch', () => {
    const text = written(setBan(commented, ban({ effect: 'warn', from: '2026-02-01' })));
    expect(text).toBe(
      commented.replace('effect: block', 'effect: warn').replace('from: 2026-01-05', 'from: 2026-02-01'),
    );
  });

  it('adds, removes and answers beside what stands there', () => {
    const added = written(setBan(commented, ban({ id: 'tiktok-ban', apps: ['tiktok'] })));
    for (const comment of commented.match(/#.*/g) ?? []) expect(added).toContain(comment);
    expect(written(removeBan(added, 'tiktok-ban'))).toBe(commented);
    const answer = { ban: 'other', as: 'declined', reason: 'It is not ours.' } as const;
    const answered = written(setAdoption(commented, 'other', answer));
    expect(parse(answered)).toEqual({ ...(parse(commented) as object), adoptions: [answer] });
    expect(written(setAdoption(answered, 'other', undefined))).toBe(commented);
  });

  it('of a text that is no YAML is refused: there is nothing to edit in it', () => {
    expect(setBan('bans: [', ban())).toEqual({ ok: false, fault: 'not-yaml' });
  });

  it('of a text with anchors changes one ban alone, not what shares its words', () => {
    const text = `portvakt: policy/1
unit: root
bans:
  - &one ${JSON.stringify(ban({ id: 'one' }))}
  - *one
`;
    const edited = written(setBan(text, ban({ id: 'two' })));
    expect(parse(edited)).toEqual({
      portvakt: 'policy/1',
      unit: 'root',
      bans: [ban({ id: 'one' }), ban({ id: 'one' }), ban({ id: 'two' })],
    });
  });

  it('of a text whose form stands in the way is written anew: what it says comes before how', () => {
    const text = commented.replace('en: It collects much.', 'en: !!null ~');
    const edited = written(setBan(text, ban()));
    expect(parse(edited)).toEqual({ portvakt: 'policy/1', unit: 'root', bans: [ban()] });
  });

  it('begins a file where a unit has none, and writes the organisation and the server whole', () => {
    const fresh = written(setBan(newPolicyFile('school'), ban()));
    expect(parse(fresh)).toEqual({ portvakt: 'policy/1', unit: 'school', bans: [ban()] });
    const server = { policyReview: 'four-eyes', reviewReminderDays: [30, 3] } as const;
    const settings = written(setServer('', { ...server, reviewReminderDays: [30, 3] }));
    expect(parse(settings)).toEqual({ portvakt: 'server/1', server });
    expect(parse(written(setServer(settings, {})))).toEqual({ portvakt: 'server/1', server: {} });
    const whole = organisation();
    expect(parse(written(setOrganisation('# ours\n', whole)))).toEqual({
      portvakt: 'organisation/1',
      organisation: whole,
    });
  });
});

/** Words that YAML, HTML and numbers would like to read as something else. */
const words = fc.oneof(
  fc.string({ minLength: 1, maxLength: 60, unit: 'binary' }).filter((text) => text.isWellFormed()),
  fc.constantFrom(
    'no',
    '2026-01-01',
    '0x10',
    '1e3',
    '~',
    'null',
    '- a\n- b',
    ' # not a comment',
    'a: b',
    '*alias',
    '&anchor',
    '!!js/function x',
    'line\n\n  two \n',
    '\ttab',
    'trailing ',
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '---\n...',
    '__proto__',
    'portvakt: organisation/1',
  ),
);
const bans: fc.Arbitrary<Ban> = fc
  .record({
    id: fc.constantFrom('one', 'two', 'three', 'four'),
    effect: fc.constantFrom('inform', 'warn', 'block'),
    removal: fc.constantFrom('none', 'offer', 'require'),
    notice: fc.record(
      {
        why: fc.record({ en: words, nb: words }),
        instead: fc.record({ en: words }),
        furtherReading: fc.array(
          fc.record({
            title: fc.record({ en: words }),
            url: fc.constantFrom('https://a.example/#x', 'https://b.example/'),
          }),
          { maxLength: 3 },
        ),
      },
      { requiredKeys: ['why'] },
    ),
    audience: fc.record({ labels: fc.uniqueArray(fc.constantFrom('a', 'b', 'c')) }),
  })
  .map((over) => ban(over));
type Edit = { readonly text: (text: string) => string; readonly bans: (old: readonly Ban[]) => Ban[] };
const edits: fc.Arbitrary<Edit> = fc.oneof(
  bans.map((one) => ({
    text: (text: string) => written(setBan(text, one)),
    bans: (old: readonly Ban[]) =>
      old.some(({ id }) => id === one.id) ? old.map((was) => (was.id === one.id ? one : was)) : [...old, one],
  })),
  fc.constantFrom('one', 'two', 'three', 'telegram-ban').map((id) => ({
    text: (text: string) => written(removeBan(text, id)),
    bans: (old: readonly Ban[]) => old.filter((was) => was.id !== id),
  })),
);

it('whatever is edited, in whatever order: the text read again says exactly what was written', () => {
  const starts = [
    commented,
    stringify({ portvakt: 'policy/1', unit: 'root', bans: [ban()] }),
    JSON.stringify({ portvakt: 'policy/1', unit: 'root', bans: [ban()] }),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...starts),
      fc.array(edits, { minLength: 1, maxLength: 8 }),
      (start, wanted) => {
        let text = start;
        let expected: Ban[] = [ban()];
        for (const one of wanted) {
          text = one.text(text);
          expected = one.bans(expected);
          const read = parsePolicyFile(text, 'p.yaml');
          expect(read.ok ? read.value.value.bans : read.fault).toEqual(expected);
        }
        if (start === commented) expect(text).toContain('# The bans of the municipality. Owner: Kari.');
      },
    ),
    { numRuns: 300 },
  );
});
