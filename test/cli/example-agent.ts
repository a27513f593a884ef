import { chmodSync } from 'node:fs';
import { createLocalEndpoint } from '#platform/local-endpoint/linux.ts';
import type { AdminToAgent } from '#protocol/admin-agent.ts';
import type { AgentStatus, AgentToTray, Explanation } from '#protocol/tray-agent.ts';
import type { Notice } from '#protocol/notice.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

export const instant = Date.UTC(2026, 10, 22, 12);
export const hexId = '0123456789abcdef0123456789abcdef';

export const status: AgentStatus = {
  agentVersion: '0.1.0',
  mode: 'system',
  state: 'active',
  server: {
    address: 'wss://portvakt.example.org',
    connected: false,
    why: 'nothing answers there',
    lastContact: instant,
  },
  organisation: { id: 'kommune', name: 'Kommune', contact: 'IT service, it@example.org' },
  device: hexId,
  class: 'service',
  unit: 'library',
  release: 4,
  releaseAppliedAt: instant,
  watch: { kind: 'announced' },
  counts: { installed: 40, running: 90, bans: 2, waitingEvents: 1 },
  bans: [
    {
      ban: 'tiktok',
      apps: ['TikTok'],
      effect: 'block',
      reason: 'blocked',
      mayAsk: true,
      found: true,
      truth: [
        { ban: 'tiktok', channel: 'native', level: 'stopped-after-start' },
        { ban: 'tiktok', channel: 'web', level: 'blind', why: 'no browser is governed' },
      ],
    },
    {
      ban: 'telegram',
      apps: ['Telegram'],
      effect: 'warn',
      reason: 'grace',
      deadline: Date.UTC(2026, 11, 1, 23),
      mayAsk: false,
      found: false,
      truth: [],
    },
  ],
  browsers: [
    {
      browser: 'firefox',
      packaging: 'system',
      policy: 'from-next-start',
      profiles: 3,
      connected: 1,
      silent: 1,
      running: 2,
    },
    {
      browser: 'opera',
      packaging: 'portable',
      policy: 'unsupported',
      profiles: 0,
      connected: 0,
      silent: 0,
      running: 0,
    },
  ],
  faults: [{ code: 'disk-full', detail: 'the journal cannot grow', at: instant }],
};

export const notice: Notice = {
  id: hexId,
  kind: 'block',
  ban: 'tiktok',
  appName: 'TikTok',
  effect: 'block',
  createdAt: instant,
  times: 2,
  why: { en: 'It collects much.', nb: 'Den samler mye.' },
  furtherReading: [{ title: { en: 'The advice' }, url: 'https://example.org/advice' }],
  basis: { kind: 'decision', decidedBy: 'The council', reference: '2026/17', date: '2026-01-05' },
  organisation: 'Kommune',
  contact: 'IT service',
  mayAsk: true,
  removal: 'offer',
  shown: 1,
};

export const explanation: Explanation = {
  path: '/usr/bin/tiktok',
  evidence: [{ kind: 'exe-name', value: 'tiktok' }],
  matches: [
    {
      app: 'tiktok',
      name: 'TikTok',
      channel: 'native',
      strength: 'certain',
      confidence: 'primary',
      by: [{ kind: 'exe-name', value: 'tiktok' }],
    },
  ],
  decisions: [
    { ban: 'tiktok', effect: 'block', reason: 'blocked', origin: 'kommune', sentence: 'Not to be used.' },
  ],
};

/** What this agent says to everything; `over` replaces single answers. */
function usual(message: AdminToAgent): AgentToTray {
  const { id } = message;
  switch (message.type) {
    case 'status':
      return { type: 'status', id, status };
    case 'notices':
      return { type: 'notices', id, notices: [notice] };
    case 'ask':
      return { type: 'asked', id, request: hexId };
    case 'remind':
      return { type: 'reminder', id, remindAt: instant };
    case 'removables':
      return { type: 'removables', id, removables: [] };
    case 'remove':
    case 'verify-removal':
      return { type: 'removal', id, outcome: 'removed' };
    case 'requests':
      return {
        type: 'requests',
        id,
        requests: [
          {
            request: {
              id: hexId,
              ban: 'tiktok',
              account: 'ola',
              purpose: 'culture night',
              days: 7,
              askedAt: instant,
            },
            answer: { request: hexId, state: 'denied', reason: 'use the dedicated PC' },
          },
        ],
      };
    case 'ledger':
      return {
        type: 'ledger',
        id,
        intact: true,
        entries: [
          {
            index: 1,
            at: instant,
            kind: 'look',
            body: JSON.stringify({ operator: 'kari', what: 'device' }),
            hash: 'a'.repeat(64),
          },
        ],
      };
    case 'explain':
      return { type: 'explanation', id, explanation };
    case 'offline-challenge':
      return {
        type: 'offline-challenge',
        id,
        challenge: '7K3M-9QXW',
        expiresAt: instant,
        hostName: 'pc-0042',
        device: hexId,
      };
    case 'offline-redeem':
      return { type: 'offline-redeemed', id, result: { outcome: 'accepted', until: instant } };
    case 'subscribe':
    case 'shown':
    case 'acknowledge':
    case 'rescan':
    case 'enrol':
      return { type: 'done', id };
    default:
      message satisfies never;
      throw new Error('unknown message');
  }
}

export type ExampleAgent = AsyncDisposable & {
  readonly env: { readonly PORTVAKT_RUN: string };
  readonly asked: readonly AdminToAgent[];
};

/** An agent behind both real doors, in a folder of its own. */
export async function exampleAgent(
  over: (message: AdminToAgent) => AgentToTray | undefined = () => undefined,
): Promise<ExampleAgent> {
  const folder = tempFolder();
  chmodSync(folder.path, 0o755);
  const asked: AdminToAgent[] = [];
  const endpoint = createLocalEndpoint();
  const doors = await Promise.all(
    (['tray', 'admin'] as const).map((door) =>
      endpoint.listen(door, folder.path, (connection) =>
        connection.onMessage((received) => {
          const message = received as AdminToAgent;
          asked.push(message);
          connection.send(over(message) ?? usual(message));
        }),
      ),
    ),
  );
  return {
    env: { PORTVAKT_RUN: folder.path },
    asked,
    [Symbol.asyncDispose]: async () => {
      for (const door of doors) await door[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}
