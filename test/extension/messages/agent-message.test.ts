import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Check } from 'typebox/value';
import { LeaveBrowser, nativeHostName as agreed, RulesForBrowser } from '#protocol/browser-agent.ts';
import { languages } from '#policy/primitives.ts';
import { agentMessage, keptRules } from '#extension/messages/agent-message.ts';
import { Assembly } from '#extension/messages/assemble.ts';
import { nativeHostName } from '#extension/native-host-name.ts';
import { effectOf, exampleWords, kinds } from '../example-words.ts';
import { rulesMessage, webRule } from '../web-rules.ts';

const full = rulesMessage(3, [
  webRule('TikTok', 'block', {
    domains: ['tiktok.com'],
    hosts: ['a_b.example'],
    paths: ['c.example/d'],
    except: ['e.tiktok.com'],
  }),
  ...languages.flatMap((language) =>
    kinds.map((kind) => ({
      ...webRule('Telegram', effectOf(kind), {}),
      words: exampleWords(kind, language),
    })),
  ),
]);

describe('messages of the agent', () => {
  it('what the protocol takes, with every text that the product has', () => {
    expect(Check(RulesForBrowser, full)).toBe(true);
    expect(agentMessage(full)).toEqual(full);
    expect(Check(LeaveBrowser, { type: 'leave' })).toBe(true);
    expect(agentMessage({ type: 'leave' })).toEqual({ type: 'leave' });
    expect(nativeHostName).toBe(agreed);
  });

  it('text of the greatest length that the protocol takes, in signs that take most room', () => {
    const [first] = full.rules;
    if (first === undefined) throw new Error('no rule');
    const message = { ...full, rules: [{ ...first, words: { ...first.words, lead: '👍'.repeat(2_000) } }] };
    expect(Check(RulesForBrowser, message)).toBe(true);
    expect(agentMessage(message)).toBeDefined();
  });

  /** Every place inside the message, as a path. */
  const places = (
    value: unknown,
    path: readonly (string | number)[] = [],
  ): readonly (readonly (string | number)[])[] =>
    typeof value !== 'object' || value === null
      ? [path]
      : [
          path,
          ...Object.entries(value).flatMap(([key, one]) =>
            places(one, [...path, Array.isArray(value) ? Number(key) : key]),
          ),
        ];
  const changed = (value: unknown, path: readonly (string | number)[], to: unknown): unknown => {
    const [key, ...rest] = path;
    if (key === undefined) return to;
    if (Array.isArray(value))
      return value.map((one: unknown, at) => (at === key ? changed(one, rest, to) : one));
    return Object.fromEntries(
      Object.entries(value as object).map(([name, one]) => [
        name,
        name === key ? changed(one, rest, to) : (one as unknown),
      ]),
    );
  };
  const small = rulesMessage(3, full.rules.slice(0, 2));
  const all = places(small);

  it('takes nothing that the protocol does not take, wherever it was changed', () => {
    const hostile = fc.oneof(
      fc.constantFrom(
        null,
        undefined,
        0,
        -1,
        1.5,
        1e300,
        '',
        ' ',
        'x'.repeat(20_000),
        [],
        {},
        true,
        '__proto__',
        'A.EXAMPLE',
        'http://x',
      ),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.nat(all.length - 1), hostile, (at, value) => {
        const bad = changed(small, all[at] ?? [], value);
        if (agentMessage(bad) !== undefined) {
          const accepted = Check(RulesForBrowser, bad) || Check(LeaveBrowser, bad);
          // Only the length of texts is measured otherwise.
          const isText = typeof value === 'string' && value.length > 300;
          expect(accepted || isText).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses members that it does not know, also hidden ones', () => {
    expect(agentMessage({ ...small, extra: 1 })).toBeUndefined();
    expect(agentMessage(JSON.parse('{"type":"leave","__proto__":{"a":1}}'))).toBeUndefined();
    expect(agentMessage(JSON.parse('{"__proto__":{"type":"leave"}}'))).toBeUndefined();
    expect(agentMessage({ type: 'toString' })).toBeUndefined();
  });

  it('refuses lists that are too long', () => {
    const domains = Array.from({ length: 100_001 }, () => 'a.example');
    expect(agentMessage(rulesMessage(1, [webRule('Many', 'block', { domains })]))).toBeUndefined();
    const rule = webRule('One', 'block', {});
    expect(
      agentMessage(
        rulesMessage(
          1,
          Array.from({ length: 501 }, () => rule),
        ),
      ),
    ).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(agentMessage(value)).toBeUndefined();
      }),
    );
  });

  it('takes kept rules only as they were sent', () => {
    const { revision, rules, continueMinutes, canaryHost, extensionVersion } = small;
    const held = { revision, rules, continueMinutes, canaryHost, extensionVersion };
    expect(keptRules(held)).toEqual(held);
    expect(keptRules({ ...held, continueMinutes: 100_000 })).toBeUndefined();
    expect(keptRules({ ...held, rules: [{}] })).toBeUndefined();
    expect(keptRules(undefined)).toBeUndefined();
  });
});

describe('parts', () => {
  const part = (revision: number, at: number, of: number) =>
    rulesMessage(revision, [webRule(`App${at}`, 'block', {})], { part: at, parts: of });
  it('are in force with the last', () => {
    const assembly = new Assembly();
    expect(assembly.take(part(5, 1, 3))).toBeUndefined();
    expect(assembly.take(part(5, 2, 3))).toBeUndefined();
    expect(assembly.take(part(5, 3, 3))).toMatchObject({
      revision: 5,
      rules: [{ app: 'app1' }, { app: 'app2' }, { app: 'app3' }],
    });
  });
  it.each([
    ['a gap', [part(5, 1, 3), part(5, 3, 3)]],
    ['another revision', [part(5, 1, 2), part(6, 2, 2)]],
    ['no beginning', [part(5, 2, 2)]],
    ['twice the same', [part(5, 1, 2), part(5, 1, 3), part(5, 3, 3)]],
    ['beyond the end', [part(5, 3, 2)]],
  ])('come to nothing with %s', (_, messages) => {
    const assembly = new Assembly();
    expect(messages.map((message) => assembly.take(message)).every((held) => held === undefined)).toBe(true);
    expect(assembly.take(part(7, 1, 1))).toMatchObject({ revision: 7 });
  });
  it('are no more than browsers keep', () => {
    const assembly = new Assembly();
    const rules = Array.from({ length: 500 }, () => webRule('One', 'block', {}));
    const results = Array.from({ length: 11 }, (_, at) =>
      assembly.take(rulesMessage(1, rules, { part: at + 1, parts: 11 })),
    );
    expect(results.every((held) => held === undefined)).toBe(true);
  });
});
