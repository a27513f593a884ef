import { describe, expect, it } from 'vitest';
import { ledgerWords } from '#cli/ledger-words.ts';
import { noticeWords } from '#cli/notice-words.ts';
import { reasonWords } from '#cli/status-words.ts';
import type { Person } from '#cli/person-language.ts';
import { instant, notice, status } from './example-agent.ts';

const person: Person = { language: 'en', timeZone: 'Europe/Oslo' };
const day = 86_400_000;

describe('a notice in words', () => {
  it.each(['inform', 'warn', 'closing', 'block', 'exemption-ends-soon', 'lifted', 'removed'] as const)(
    '%s has a title and names who decided',
    (kind) => {
      const { title, paragraphs } = noticeWords(person, { ...notice, kind }, instant);
      expect(title).toContain('TikTok');
      expect(paragraphs.join(' ')).toContain('2026/17');
    },
  );

  it.each([
    ['approved', 'until the end of 28 November 2026'],
    ['denied: use the dedicated PC', 'use the dedicated PC'],
    ['half-approved', 'TikTok'],
  ])('an answer (%s) is told', (answer, words) => {
    const told = noticeWords(
      person,
      { ...notice, kind: 'exemption-answered', answer, deadline: Date.UTC(2026, 10, 28, 23) },
      instant,
    );
    expect(`${told.title} ${told.paragraphs[0] ?? ''}`).toContain(words);
    expect(told.paragraphs.join(' ')).not.toContain('portvakt ask');
  });

  it('is told in the organisation’s words of that language', () => {
    const { paragraphs } = noticeWords({ ...person, language: 'nb' }, notice, instant);
    expect(paragraphs.join(' ')).toContain('Den samler mye.');
  });
});

describe('a reason in words', () => {
  it.each([
    ['grace', {}],
    ['exempt', {}],
    ['paused', {}],
    ['not-yet', {}],
    ['review-passed', {}],
    ['from-a-newer-agent', {}],
  ])('%s without its date is the bare code, never a wrong sentence', (reason, more) => {
    const [ban] = status.bans;
    if (ban === undefined) throw new Error('the example has a ban');
    expect(reasonWords(person, status, { ...ban, reason, ...more })).toBe(`(${reason})`);
    expect(reasonWords(person, status, { ...ban, reason: 'exempt', exemptUntil: instant + day })).toContain(
      '23 November 2026',
    );
  });
});

describe('a ledger entry in words', () => {
  const entry = (kind: 'sent' | 'look' | 'preview' | 'received', body: unknown) =>
    ledgerWords(person, { index: 1, at: instant, kind, body: JSON.stringify(body), hash: '' });
  it.each([
    [
      'sent',
      { type: 'hit', ban: 'b', app: 'tiktok', action: 'stopped', account: 'ola' },
      'with your user name',
    ],
    ['sent', { type: 'hit', ban: 'b', app: 'tiktok', action: 'found' }, 'without a user name'],
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
});
