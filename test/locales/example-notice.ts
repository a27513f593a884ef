import type { Language } from '#locales/language.ts';
import type { NoticeFacts } from '#locales/notice-facts.ts';
import type { Person } from '#locales/person.ts';

export const now = Date.UTC(2026, 10, 22, 12);
export const day = 86_400_000;
export const personIn = (language: Language): Person => ({ language, timeZone: 'Europe/Oslo' });

export const kinds = [
  'inform',
  'warn',
  'closing',
  'block',
  'web',
  'exemption-answered',
  'exemption-ends-soon',
  'lifted',
  'removed',
] as const satisfies readonly NoticeFacts['kind'][];

/** A notice with everything that one can carry. */
export const notice: NoticeFacts = {
  kind: 'warn',
  appName: 'Telegram',
  effect: 'warn',
  times: 3,
  deadline: now + 9 * day,
  workingDays: 6,
  why: { nb: 'Den samler mye.', en: 'It collects much.' },
  instead: { nb: 'Bruk Teams.', en: 'Use Teams.' },
  furtherReading: [
    { title: { en: 'The advice' }, url: 'https://nsm.example/advice' },
    { title: {}, url: 'https://www.example.org:8443/long/path?x=1' },
  ],
  basis: { kind: 'decision', decidedBy: 'The council', reference: '2026/17', date: '2026-01-05' },
  review: '2027-01-05',
  organisation: 'Halden kommune',
  contact: 'IT, it@halden.example',
  mayAsk: true,
  removal: 'require',
  removesData: 'session, messages',
};

/** Every way in which a notice of each kind can stand. */
export const variants: readonly NoticeFacts[] = [
  ...kinds.map((kind) => ({ ...notice, kind })),
  ...kinds.map((kind): NoticeFacts => ({ ...bare(), kind })),
  { ...notice, effect: 'block' },
  { ...notice, kind: 'closing', effect: 'block', closesAt: now + 60_000 },
  { ...notice, kind: 'closing', effect: 'block', closesAt: now - 1 },
  { ...notice, kind: 'block', effect: 'block' },
  { ...notice, kind: 'web', effect: 'block' },
  { ...notice, remindAt: now - 1 },
  ...['approved', 'denied', 'half-approved', 'denied: use the other PC', 'from a newer agent'].map(
    (answer): NoticeFacts => ({ ...notice, kind: 'exemption-answered', answer }),
  ),
];

/** The least that one carries. */
function bare(): NoticeFacts {
  const { deadline: _, workingDays: __, instead: ___, review: ____, removesData: _____, ...rest } = notice;
  return { ...rest, times: 1, why: {}, furtherReading: [], mayAsk: false, removal: 'none' };
}
