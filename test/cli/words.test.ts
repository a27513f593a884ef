import { describe, expect, it } from 'vitest';
import { noticeWords } from '#cli/notice-words.ts';
import type { Person } from '#locales/person.ts';
import { instant, notice } from './example-agent.ts';

const person: Person = { language: 'en', timeZone: 'Europe/Oslo' };

describe('a notice in words', () => {
  it.each(['inform', 'warn', 'closing', 'block', 'exemption-ends-soon', 'lifted', 'removed', 'web'] as const)(
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

  it('names the command that asks, unless nothing stands in the way', () => {
    const told = (kind: 'warn' | 'inform') =>
      noticeWords({ ...person, language: 'fr' }, { ...notice, kind }, instant).paragraphs;
    expect(told('warn')).toContain('Demander à utiliser TikTok : portvakt ask tiktok --purpose … --days …');
    expect(told('inform').join(' ')).not.toContain('portvakt ask');
  });

  it('is told in the organisation’s words of that language', () => {
    const { paragraphs } = noticeWords({ ...person, language: 'nb' }, notice, instant);
    expect(paragraphs.join(' ')).toContain('Den samler mye.');
  });
});
