import { createHash } from 'node:crypto';
import type { Notice } from '#protocol/notice.ts';
import type { Language } from '#policy/primitives.ts';
import { instead, organisations, why } from './texts.ts';

export const hour = 3_600_000;
export const day = 24 * hour;
/** Wednesday 15 April 2026, 12:00 UTC: the present of the pages under test. */
export const now = Date.UTC(2026, 3, 15, 12);

export const hexId = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 32);

const base = (language: Language, name: string): Omit<Notice, 'kind'> => ({
  id: hexId(name),
  ban: 'telegram-service',
  app: 'telegram',
  appName: 'Telegram',
  effect: 'block',
  createdAt: now - hour,
  times: 1,
  why,
  instead,
  furtherReading: [
    {
      title: {
        en: 'Advice from the national security authority',
        nb: 'Råd fra Nasjonal sikkerhetsmyndighet',
      },
      url: 'https://example.org/sikkerhet/raad-om-sosiale-medier-paa-tjenesteenheter',
    },
    { title: { nb: 'Vedtaket', en: 'The decision' }, url: 'https://example.org/vedtak/2026-117' },
  ],
  basis: {
    kind: 'risk-assessment',
    decidedBy: 'Kommunedirektør Kari Nordmann',
    reference: 'sak 2026/117, risikovurdering av sosiale medier',
    date: '2026-03-02',
  },
  organisation: organisations[language],
  contact: 'it-support@example.org',
  mayAsk: true,
  longestDays: 90,
  removal: 'require',
  removesData: 'session, messages, files',
  shown: 1,
});

/** One notice per kind and per variant that reads differently, as an agent would send it. */
export function exampleNotices(language: Language): Readonly<Record<string, Notice>> {
  const one = (name: string, over: Partial<Notice> & Pick<Notice, 'kind'>): Notice => ({
    ...base(language, name),
    ...over,
  });
  return {
    inform: one('inform', {
      kind: 'inform',
      effect: 'inform',
      appName: 'Instagram',
      app: 'instagram',
      ban: 'instagram-inform',
      removal: 'none',
      mayAsk: false,
    }),
    warn: one('warn', {
      kind: 'warn',
      effect: 'warn',
      deadline: now + 7 * day,
      workingDays: 5,
      remindersLeft: 2,
      nextMorning: now + 18 * hour,
    }),
    'warn-installed': one('warn-installed', { kind: 'warn', effect: 'block' }),
    closing: one('closing', { kind: 'closing', closesAt: now + 48_000 }),
    block: one('block', { kind: 'block', times: 3 }),
    web: one('web', { kind: 'web' }),
    'web-warn': one('web-warn', { kind: 'web', effect: 'warn' }),
    approved: one('approved', {
      kind: 'exemption-answered',
      answer: 'approved: Kulturnatten 2026',
      deadline: now + 30 * day,
    }),
    denied: one('denied', {
      kind: 'exemption-answered',
      answer: 'denied: Bruk den dedikerte PC-en i resepsjonen i stedet.',
    }),
    half: one('half', { kind: 'exemption-answered', answer: 'half-approved' }),
    'ends-soon': one('ends-soon', { kind: 'exemption-ends-soon', deadline: now + 2 * day }),
    lifted: one('lifted', { kind: 'lifted', effect: 'inform' }),
    removed: one('removed', { kind: 'removed' }),
  };
}

/** Names and addresses as long as the protocol lets them be, without a place to break. */
export const endless = (language: Language): Notice => ({
  ...base(language, 'endless'),
  kind: 'warn',
  deadline: now + 7 * day,
  workingDays: 5,
  remindersLeft: 2,
  nextMorning: now + 18 * hour,
  appName: 'Donaudampfschifffahrtsgesellschaftskapitänskajütenschlüsselverwaltung',
  organisation: 'W'.repeat(120),
  contact: `${'informatiebeveiliging'.repeat(6)}@example.org`,
  basis: {
    kind: 'unwritten',
    statedBy: 'x'.repeat(200),
    date: '2026-04-01',
    toBeWrittenBy: '2026-04-30',
  },
  furtherReading: [{ title: { en: 'y'.repeat(200) }, url: `https://example.org/${'z'.repeat(300)}` }],
});
