import { describe, expect, it } from 'vitest';
import { languages } from '#locales/language.ts';
import { requestWords } from '#locales/request-words.ts';
import {
  reasonWords,
  serverWords,
  stateWords,
  type BanFacts,
  type StatusFacts,
} from '#locales/status-words.ts';
import { reasonCodes } from '#policy/reasons.ts';
import { day, now, personIn } from './example-notice.ts';

const status: StatusFacts = {
  state: 'active',
  server: { connected: false, lastContact: now },
  organisation: { name: 'Kommune' },
  unit: 'library',
};
const ban: BanFacts = { ban: 'tiktok', apps: ['TikTok'], reason: 'blocked' };

describe('the state of a PC in words', () => {
  it('says what applies and whether the server is within reach', () => {
    const person = personIn('en');
    expect(stateWords(person, status)).toBe('The rules of Kommune apply on this PC.');
    expect(stateWords(person, { ...status, state: 'waiting-for-organisation' })).toContain('waits');
    expect(serverWords(person, status)).toContain('since 22 November at 13:00');
    expect(serverWords(person, { ...status, server: { connected: false } })).toContain('no contact');
    expect(serverWords(person, { ...status, server: { connected: true } })).toBe('Connected to the server');
  });

  it.each(languages)(
    'has in %s a sentence for every reason, also where its date is not known',
    (language) => {
      for (const reason of reasonCodes) {
        const dated = { ...ban, reason, deadline: now + day, exemptUntil: now + day };
        for (const one of [dated, { ...ban, reason }, { ...ban, apps: [], reason }]) {
          const words = reasonWords(personIn(language), status, one) ?? '';
          expect(words).toMatch(/^[^{}]+\.$/u);
          expect(words).not.toMatch(/1970|undefined/u);
        }
      }
    },
  );

  it('names the day where it is known, and has no words for what it does not know', () => {
    const person = personIn('en');
    const exempt = { ...ban, reason: 'exempt', exemptUntil: now + day };
    expect(reasonWords(person, status, exempt)).toContain('23 November 2026');
    expect(reasonWords(person, status, { ...ban, reason: 'exempt' })).toBe(
      'There is an exemption for TikTok.',
    );
    expect(reasonWords(person, status, { ...ban, reason: 'from-a-newer-agent' })).toBeUndefined();
  });
});

describe('a request in words', () => {
  it.each([
    [{ state: 'waiting' }, 'Wartet auf Antwort.'],
    [{ state: 'half-approved' }, 'Von einer von zwei Personen genehmigt.'],
    [{ state: 'approved', until: now }, 'Genehmigt bis einschließlich 22. November 2026.'],
    [{ state: 'approved' }, 'Genehmigt.'],
    [
      { state: 'denied', reason: 'Nutzen Sie den anderen PC.' },
      'Nicht genehmigt. Die Antwort lautet: Nutzen Sie den anderen PC.',
    ],
  ] as const)('%j', (answer, words) => {
    expect(requestWords(personIn('de'), { answer })).toBe(words);
  });
});
