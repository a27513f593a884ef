import type { WebRule } from '#protocol/browser-agent.ts';

/** The rules of one revision, as they are kept over restarts. */
export type HeldRules = {
  readonly revision: number;
  readonly rules: readonly WebRule[];
  /** How long a passed warning stays passed, minutes. */
  readonly continueMinutes: number;
  readonly canaryHost?: string;
  readonly extensionVersion?: string;
};
export const noRules: HeldRules = { revision: 0, rules: [], continueMinutes: 60 };

/** One app under one ban: what a person passes, and what is counted. */
export const ruleKey = ({ ban, app }: Pick<WebRule, 'ban' | 'app'>): string => `${ban} ${app ?? ''}`;
