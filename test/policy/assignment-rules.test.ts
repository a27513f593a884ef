import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesPattern, ruleFor, type Placeable } from '#policy/assignment-rules.ts';

const pc: Placeable = { hostName: 'SCH-PC-0042', os: 'win32', accounts: ['ola', 'elev17'] };

describe('a pattern', () => {
  it.each([
    ['sch-*', 'SCH-PC-0042', true],
    ['*-0042', 'sch-pc-0042', true],
    ['sch-??-*', 'sch-pc-0042', true],
    ['sch-?-*', 'sch-pc-0042', false],
    ['sch', 'sch-pc', false],
    ['*', '', true],
    ['?', '', false],
    ['a*b*c', 'aXbYbZc', true],
    ['a*b*c', 'acb', false],
    ['pc.1', 'pcx1', false],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(matchesPattern(pattern, text)).toBe(expected);
  });

  it('agrees with a regular expression of the same meaning', () => {
    const letters = fc.stringMatching(/^[abc]{0,12}$/);
    const pattern = fc.stringMatching(/^[abc*?]{1,8}$/);
    fc.assert(
      fc.property(pattern, letters, (wanted, text) => {
        const expression = new RegExp(`^${wanted.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(matchesPattern(wanted, text)).toBe(expression.test(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes any text literally that has no star and no question mark', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        fc.pre(!/[*?]/.test(text));
        expect(matchesPattern(text, text)).toBe(true);
        expect(matchesPattern(text, `${text}x`)).toBe(false);
      }),
    );
  });

  it('of many stars costs no more than pattern times text', () => {
    expect(matchesPattern(`${'*a'.repeat(127)}b`, 'a'.repeat(255))).toBe(false);
  });
});

describe('rules', () => {
  it('the first whose every condition holds decides', () => {
    const rules = [
      { name: 'linux', when: { hostName: 'sch-*', os: 'linux' as const }, unit: 'lab' },
      { name: 'pupils', when: { hostName: 'sch-*', user: 'elev*' }, unit: 'school' },
      { name: 'all', when: { hostName: '*' }, unit: 'kommune' },
    ];
    expect(ruleFor(rules, pc)?.name).toBe('pupils');
    expect(ruleFor(rules, { ...pc, accounts: [] })?.name).toBe('all');
    expect(ruleFor(rules, { ...pc, os: 'linux' })?.name).toBe('linux');
    expect(ruleFor([], pc)).toBeUndefined();
  });
});
