import type { AgentToBrowser, WebRule } from '#protocol/browser-agent.ts';
import { canary } from '#policy/proof.ts';
import { pageWords } from '#locales/page-words.ts';
import { organisations } from '#test/electron/renderer/texts.ts';

export type RulesMessage = Extract<AgentToBrowser, { type: 'rules' }>;

/** A rule about one app, with words that a person would read. */
export function webRule(
  app: string,
  effect: WebRule['effect'],
  targets: Partial<WebRule['targets']>,
  over: Partial<WebRule> = {},
): WebRule {
  const words = pageWords(
    { language: 'en', timeZone: 'Europe/Oslo' },
    {
      kind: 'web',
      appName: app,
      effect,
      times: 1,
      why: { en: `Because ${app} is not allowed here.` },
      furtherReading: [],
      basis: { kind: 'decision', decidedBy: 'The director', reference: '2026/1', date: '2026-03-02' },
      organisation: organisations.en,
      contact: 'it@example.org',
      mayAsk: true,
      removal: 'none',
    },
    60,
    Date.UTC(2026, 3, 15, 12),
  );
  return {
    ban: `${app.toLowerCase()}-ban`,
    app: app.toLowerCase(),
    effect,
    targets: { domains: [], hosts: [], paths: [], except: [], ...targets },
    words: structuredClone(words) as WebRule['words'],
    ...over,
  };
}

export const rulesMessage = (
  revision: number,
  rules: readonly WebRule[],
  over: Partial<RulesMessage> = {},
): RulesMessage => ({
  type: 'rules',
  revision,
  part: 1,
  parts: 1,
  rules: [...rules],
  continueMinutes: 60,
  canaryHost: canary.extensionHost,
  extensionVersion: '0.1.0',
  ...over,
});
