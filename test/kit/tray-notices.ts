import { createHash } from 'node:crypto';
import type { Notice } from '#protocol/notice.ts';

const day = 86_400_000;
let made = 0;

/** What a municipality would send, in every language that it wrote; each with an id of its own. */
export function trayNotice(more: Partial<Notice> & Pick<Notice, 'kind'>): Notice {
  made += 1;
  const id = createHash('sha256').update(`tray notice ${made}`).digest('hex').slice(0, 32);
  return {
    id,
    ban: 'telegram-ban',
    app: 'telegram',
    appName: 'Telegram',
    effect: more.kind === 'inform' ? 'inform' : more.kind === 'warn' ? 'warn' : 'block',
    createdAt: Date.now(),
    times: 1,
    why: {
      nb: 'Tjenesten lagrer samtaler utenfor EØS.',
      nn: 'Tenesta lagrar samtalar utanfor EØS.',
      da: 'Tjenesten gemmer samtaler uden for EØS.',
      sv: 'Tjänsten lagrar samtal utanför EES.',
      nl: 'De dienst bewaart gesprekken buiten de EER.',
      fr: 'Le service conserve les conversations hors de l’EEE.',
      de: 'Der Dienst speichert Gespräche außerhalb des EWR.',
      en: 'The service stores conversations outside the EEA.',
    },
    instead: { nb: 'Bruk Teams.', de: 'Nutzen Sie Teams.', en: 'Use Teams.' },
    furtherReading: [{ url: 'https://www.example.org/telegram', title: { en: 'About this decision' } }],
    basis: { kind: 'decision', decidedBy: 'Kommunestyret', reference: '12/26', date: '2026-11-01' },
    organisation: 'Halden kommune',
    contact: 'it@halden.example',
    mayAsk: true,
    longestDays: 30,
    removal: 'offer',
    shown: 0,
    news: true,
    ...more,
  };
}

/** One notice of every kind, as the agent makes them. */
export const everyKind = (now: number): readonly Notice[] => [
  trayNotice({ kind: 'inform', appName: 'Snapchat', ban: 'snapchat', removal: 'none' }),
  trayNotice({
    kind: 'warn',
    deadline: now + 10 * day,
    workingDays: 7,
    remindersLeft: 3,
    nextMorning: now + 18 * 3_600_000,
  }),
  trayNotice({ kind: 'closing', closesAt: now + 60_000 }),
  trayNotice({ kind: 'block' }),
  trayNotice({ kind: 'web', effect: 'block' }),
  trayNotice({ kind: 'exemption-answered', answer: 'approved', deadline: now + 20 * day }),
  trayNotice({ kind: 'exemption-ends-soon', deadline: now + day }),
  trayNotice({ kind: 'lifted' }),
  trayNotice({ kind: 'removed', removal: 'none' }),
];
