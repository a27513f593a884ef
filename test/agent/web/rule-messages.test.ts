import { describe, expect, it } from 'vitest';
import { Revisions, ruleMessages, type RulesContent } from '#agent/web/rule-messages.ts';
import { pageWords } from '#locales/page-words.ts';
import { browserMessageLimit, type WebRule } from '#protocol/browser-agent.ts';
import { notice } from '#test/locales/example-notice.ts';

const words = JSON.parse(
  JSON.stringify(
    pageWords(
      { language: 'nb', timeZone: 'Europe/Oslo' },
      { ...notice, kind: 'web', effect: 'block' },
      60,
      0,
    ),
  ),
) as WebRule['words'];
const rule = (hosts: number, ban = 'a'): WebRule => ({
  ban,
  app: 'tiktok',
  effect: 'block',
  targets: {
    domains: Array.from({ length: hosts }, (_, at) => `host-${at}.with-a-long-name.and-more-of-it.example`),
    hosts: [],
    paths: [],
    except: ['open.example'],
  },
  words,
});
const content = (...rules: readonly WebRule[]): RulesContent => ({
  rules: [...rules],
  continueMinutes: 60,
  canaryHost: 'canary.example',
  extensionVersion: '1.0',
});
const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

describe('messages with rules', () => {
  it('are one, also where there is no rule', () => {
    expect(ruleMessages(content(), 7)).toEqual([
      { ...content(), type: 'rules', revision: 7, part: 1, parts: 1 },
    ]);
    expect(ruleMessages(content(rule(3)), 7)).toHaveLength(1);
  });

  it('are several where they would be too large, and lose nothing', () => {
    const all = [
      rule(40_000, 'large'),
      rule(3, 'small'),
      ...Array.from({ length: 900 }, () => rule(1, 'many')),
    ];
    const parts = ruleMessages(content(...all), 1);
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.map(({ part }) => part)).toEqual(parts.map((_, at) => at + 1));
    for (const part of parts) {
      expect(bytes(part)).toBeLessThanOrEqual(browserMessageLimit);
      expect(part.rules.length).toBeLessThanOrEqual(500);
      expect(part.parts).toBe(parts.length);
    }
    const large = parts.flatMap(({ rules }) => rules).filter(({ ban }) => ban === 'large');
    expect(large.flatMap(({ targets }) => targets.domains).toSorted()).toEqual(
      [...rule(40_000).targets.domains].toSorted(),
    );
    expect(large.every(({ targets }) => targets.except.length === 1)).toBe(true);
    expect(parts.flatMap(({ rules }) => rules).filter(({ ban }) => ban === 'many')).toHaveLength(900);
  });

  it('have a higher number for other content, and the same for the same', () => {
    const revisions = new Revisions(100);
    const first = revisions.of(content(rule(1)));
    const second = revisions.of(content(rule(2)));
    expect(first).toBeGreaterThan(100);
    expect(second).toBeGreaterThan(first);
    expect(revisions.of(content(rule(1)))).toBe(first);
  });
});
