import { describe, expect, it } from 'vitest';
import { languages } from '#locales/language.ts';
import { ledgerWords } from '#locales/ledger-words.ts';
import type { Person } from '#locales/person.ts';

const person: Person = { language: 'en', timeZone: 'Europe/Oslo' };

describe('a ledger entry in words', () => {
  const entry = (kind: 'sent' | 'look' | 'preview' | 'received', body: unknown) =>
    ledgerWords(person, { kind, body: JSON.stringify(body) });
  it.each([
    [
      'sent',
      { type: 'hit', ban: 'b', app: 'tiktok', action: 'stopped', account: 'ola' },
      'with your user name',
    ],
    ['sent', { type: 'hit', ban: 'b', app: 'tiktok', action: 'found' }, 'without a user name'],
    [
      'sent',
      { type: 'hit', ban: 'b', app: 'x', action: 'stopped', channel: 'native', level: 'denied-before-start' },
      'x was stopped before it started',
    ],
    [
      'sent',
      { type: 'hit', ban: 'b', app: 'x', action: 'stopped', channel: 'web', level: 'denied-before-start' },
      'x was stopped, without',
    ],
    ['sent', { type: 'receipt', receipt: { result: 'blocked', layer: 'exec-guard' } }, 'before a program'],
    ['sent', { type: 'repeats', ban: 'b', count: 3, day: '2026-11-22' }, '3 more times'],
    ['sent', { type: 'acknowledged', ban: 'tiktok' }, 'tiktok'],
    ['sent', { type: 'exemption-request', request: { ban: 'tiktok', days: 7 } }, '7 days'],
    ['sent', { type: 'receipt', receipt: { result: 'blocked', layer: 'process-stop' } }, 'it worked'],
    ['sent', { type: 'removed', app: 'tiktok' }, 'has been removed'],
    ['sent', { type: 'fault', detail: 'the disk is full' }, 'the disk is full'],
    ['sent', { type: 'enrol', facts: {}, private: false }, 'what this PC is'],
    ['sent', { type: 'hello', facts: {}, private: false }, 'what this PC is'],
    ['sent', { type: 'release-applied', version: 1, truth: [] }, 'how far each rule takes effect'],
    ['sent', { type: 'release-refused', version: 1, fault: 'rollback' }, 'was refused'],
    ['preview', { type: 'preview-result', bits: [{ app: 'vk', bit: true }] }, 'whether vk is in use'],
    ['look', { operator: 'kari', what: 'device' }, 'kari in IT looked'],
    ['received', {}, 'Received'],
  ] as const)('%s %j', (kind, body, words) => {
    expect(entry(kind, body)).toContain(words);
  });

  it.each([
    ['sent', { type: 'something-new' }],
    ['sent', []],
    ['look', 7],
  ] as const)('%s %j has no words of its own, so that its text is shown', (kind, body) =>
    expect(entry(kind, body)).toBeUndefined(),
  );

  it('names an app as people do, where that is known', () => {
    const hit = { type: 'hit', ban: 'chat', app: 'telegram', action: 'stopped' };
    const known = new Map([['telegram', 'Telegram']]);
    const words = ledgerWords(person, { kind: 'sent', body: JSON.stringify(hit) }, (id) => known.get(id));
    expect(words).toBe('Sent: Telegram was stopped, without a user name.');
    expect(ledgerWords(person, { kind: 'sent', body: JSON.stringify(hit) }, () => undefined)).toContain(
      'telegram',
    );
  });

  it.each(languages)('says in %s at what IT looked, and keeps what it does not know', (language) => {
    const look = (what: string) =>
      ledgerWords(
        { ...person, language },
        { kind: 'look', body: JSON.stringify({ operator: 'kari', what }) },
      );
    for (const what of ['device', 'events', 'exemptions']) {
      expect(look(what)).toContain('kari');
      if (language !== 'en') expect(look(what)).not.toMatch(/: (?:device|events|exemptions)\./u);
    }
    expect(look('something-new')).toContain('something-new');
  });
});
