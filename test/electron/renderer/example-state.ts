import type { Language } from '#policy/primitives.ts';
import type { AgentStatus, LedgerEntry, OfflineChallenge, Removable } from '#protocol/tray-agent.ts';
import type { AskedAndAnswered, View, WindowState } from '#protocol/tray-window.ts';
import { day, exampleNotices, hexId, hour, now } from './example-notices.ts';
import { legalBasis, organisations } from './texts.ts';

export const exampleStatus = (language: Language): AgentStatus => ({
  agentVersion: '0.1.0',
  mode: 'system',
  state: 'active',
  server: { address: 'https://portvakt.example.org', connected: true, lastContact: now - 60_000 },
  organisation: {
    id: 'example',
    name: organisations[language],
    contact: 'it-support@example.org',
    phone: '+47 69 00 00 00',
    legalBasis,
    dataProtection: 'personvernombud@example.org',
  },
  device: hexId('device'),
  class: 'service',
  unit: 'kultur',
  release: 12,
  releaseAppliedAt: now - 3 * day,
  watch: { kind: 'announced' },
  counts: { installed: 214, running: 96, bans: 4, waitingEvents: 0 },
  bans: [
    {
      ban: 'telegram-service',
      apps: ['Telegram', '64Gram', 'Nekogram'],
      effect: 'warn',
      reason: 'grace',
      deadline: now + 7 * day,
      mayAsk: true,
      longestDays: 90,
      found: true,
      basis: { kind: 'advice', decidedBy: 'The ministry', reference: 'letter 23/118', date: '2026-03-01' },
      truth: [
        { ban: 'telegram-service', channel: 'native', level: 'denied-before-start' },
        { ban: 'telegram-service', channel: 'portable', level: 'stopped-after-start' },
        { ban: 'telegram-service', channel: 'pwa', level: 'warned' },
        { ban: 'telegram-service', channel: 'web', level: 'blind' },
      ],
    },
    {
      ban: 'tiktok-service',
      apps: ['TikTok'],
      effect: 'block',
      reason: 'blocked',
      mayAsk: true,
      mayUseCode: true,
      longestDays: 30,
      found: false,
      truth: [{ ban: 'tiktok-service', channel: 'web', level: 'denied-before-start' }],
    },
    {
      ban: 'anydesk',
      apps: ['AnyDesk'],
      effect: 'none',
      reason: 'exempt',
      exemptUntil: now + 20 * day,
      mayAsk: false,
      found: true,
      truth: [{ ban: 'anydesk', channel: 'native', level: 'reported-only' }],
    },
    {
      ban: 'instagram-inform',
      apps: ['Instagram', 'Facebook', 'Snapchat'],
      effect: 'inform',
      reason: 'informed',
      mayAsk: false,
      found: false,
      truth: [],
    },
  ],
  faults: [],
});

/** What the agent shows for somebody to read out. */
export const exampleChallenge: OfflineChallenge = {
  challenge: '7K3M-9QXW',
  expiresAt: now + day,
  hostName: 'pc-0042',
  device: hexId('device'),
};

export const exampleRequests: readonly AskedAndAnswered[] = [
  {
    request: {
      id: hexId('r1'),
      ban: 'tiktok-service',
      account: 'kari',
      purpose: 'Kulturnatten: publisere filmer fra åpningskonserten for ungdom',
      days: 14,
      askedAt: now - 2 * hour,
      device: 'dedicated',
    },
    answer: { request: hexId('r1'), state: 'waiting' },
  },
  {
    request: {
      id: hexId('r2'),
      ban: 'anydesk',
      account: 'kari',
      purpose: 'Fjernhjelp',
      days: 30,
      askedAt: now - 9 * day,
    },
    answer: { request: hexId('r2'), state: 'approved', until: now + 20 * day },
  },
  {
    request: {
      id: hexId('r3'),
      ban: 'telegram-service',
      account: 'kari',
      purpose: 'Kontakt med frivillige',
      days: 90,
      askedAt: now - 40 * day,
    },
    answer: { request: hexId('r3'), state: 'denied', reason: 'Bruk samhandlingsløsningen.' },
  },
];

const removable = (name: string, over: Partial<Removable>): Removable => ({
  item: hexId(name),
  ban: 'telegram-service',
  appName: 'Telegram',
  source: 'flatpak',
  by: 'person',
  name,
  files: [],
  running: false,
  ...over,
});

/** One of each source, and each reason why only IT can. */
export const exampleRemovables: readonly Removable[] = [
  removable('org.telegram.desktop', { destroys: 'session, cache', keeps: 'files' }),
  removable('telegram-desktop', { source: 'snap', by: 'agent', destroys: 'session, messages, files' }),
  removable('telegram-desktop-deb', { source: 'dpkg', by: 'agent', keeps: 'messages, settings' }),
  removable('/home/kari/Nedlastinger/tsetup.5.2.3.tar/Telegram', { source: 'folder', running: true }),
  removable('/home/kari/.local/share/applications/chrome-lgnggepjiihbfdbedefdhcffnmhcahbm-Default.desktop', {
    source: 'web-app',
    appName: 'Telegram Web',
  }),
  removable('/home/kari/Telegram-x86_64.AppImage', { source: 'appimage' }),
  removable('telegram-rpm', { source: 'rpm', by: 'it', why: 'agent-without-rights' }),
  removable('/opt/telegram', { source: 'other', by: 'it', why: 'used-by-others' }),
  removable('hadgilakbfohcfcgfbioeeehgpkopaga', {
    source: 'web-app',
    appName: 'Telegram Web',
    files: ['/home/kari/.local/share/applications/chrome-hadgilakbfohcfcgfbioeeehgpkopaga-Default.desktop'],
    running: true,
  }),
  removable('not-certain', { source: 'other', by: 'it', why: 'not-certain' }),
];

const bodies: readonly (readonly [LedgerEntry['kind'], unknown])[] = [
  ['sent', { type: 'hit', app: 'telegram', action: 'stopped', account: 'kari' }],
  ['received', { type: 'release', version: 12 }],
  ['sent', { type: 'acknowledged', ban: 'telegram-service' }],
  ['sent', { type: 'exemption-request', request: { ban: 'telegram-service', days: 14 } }],
  ['sent', { type: 'receipt', receipt: { layer: 'browser-policy', result: 'blocked' } }],
  ['preview', { bits: [{ app: 'whatsapp', bit: 1 }] }],
  ['look', { operator: 'Ola Hansen', what: 'device' }],
  ['sent', { type: 'hello' }],
  ['sent', { type: 'something-newer', note: 'x'.repeat(300) }],
];

/** A page of the ledger: the `count` entries before `before`, newest first. */
export const ledgerEntries = (before: number, count: number): readonly LedgerEntry[] =>
  Array.from({ length: Math.min(count, before - 1) }, (_, at) => {
    const index = before - 1 - at;
    const [kind, body] = bodies[index % bodies.length] ?? ['received', {}];
    return {
      index,
      at: now - (60 - index) * hour,
      kind,
      body: JSON.stringify(body),
      hash: hexId(`hash ${index}`).repeat(2),
    };
  });

export function exampleState(view: View, language: Language, over: Partial<WindowState> = {}): WindowState {
  return {
    view,
    language,
    timeZone: 'Europe/Oslo',
    choices: { language: 'system', theme: 'light', seenHints: [] },
    reach: { state: 'connected' },
    icon: 'waiting',
    status: exampleStatus(language),
    notices: Object.values(exampleNotices(language)),
    requests: exampleRequests,
    appVersion: '0.1.0',
    ...over,
  };
}
