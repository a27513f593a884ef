import type { NoticeContent } from '#agent/notices/port.ts';
import { pageWords } from '#locales/page-words.ts';
import type { Person } from '#locales/person.ts';
import { defaultContinueMinutes } from '#policy/browser-settings.ts';
import type { EffectivePolicy } from '#policy/effective.ts';
import { canary } from '#policy/proof.ts';
import { workingDaysUntil } from '#policy/working-days.ts';
import type { WebRule } from '#protocol/browser-agent.ts';
import type { RulesContent } from './rule-messages.ts';
import type { WebDecision } from './web-rules.ts';

export type RulesFor = {
  readonly person: Person;
  readonly policy: EffectivePolicy;
  /** What a page about this ban and app says beside the product's own words. */
  readonly contentOf: (ban: string, app: string | undefined) => NoticeContent | undefined;
  readonly extensionVersion: string;
  /** Signed time, epoch ms. */
  readonly now: number;
};

/** The rules of one account, with finished words in the person's language. */
export function accountRules(decisions: readonly WebDecision[], parts: RulesFor): RulesContent {
  const { extensionVersion, policy } = parts;
  const continueMinutes = policy.organisation.browsers?.continueMinutes ?? defaultContinueMinutes;
  return {
    rules: decisions.flatMap((decision) => {
      const rule = ruleOf(decision, continueMinutes, parts);
      return rule === undefined ? [] : [rule];
    }),
    continueMinutes,
    canaryHost: canary.extensionHost,
    extensionVersion,
  };
}

function ruleOf(decision: WebDecision, minutes: number, parts: RulesFor): WebRule | undefined {
  const { app, effective, pages, ruling } = decision;
  const content = parts.contentOf(effective.ban.id, app);
  if (content === undefined) return undefined;
  const { deadline, effect } = ruling;
  const { policy } = parts;
  const calendar = { zone: policy.zone, rules: policy.organisation.calendar };
  const until =
    deadline === undefined ? {} : { deadline, workingDays: workingDaysUntil(parts.now, deadline, calendar) };
  const facts = { ...content, kind: 'web' as const, effect, times: 1, ...until };

  const { reading, ...words } = pageWords(parts.person, facts, minutes, parts.now);
  return {
    ban: effective.ban.id,
    ...(app === undefined ? {} : { app }),
    effect,
    targets: pages,
    words: {
      ...words,
      remarks: [...words.remarks],
      sections: words.sections.map(({ heading, paragraphs }) => ({ heading, paragraphs: [...paragraphs] })),
      ...(reading === undefined ? {} : { reading: { ...reading, links: [...reading.links] } }),
    },
  };
}
