import type { WebRule } from '#protocol/browser-agent.ts';
import { ruleKey } from '../rules/held.ts';
import { matchPatterns, type Patterns } from '../rules/match-patterns.ts';

/**
 * Registers `stop.js` for what is covered, and for nothing else: a page that a site's own service worker hands out never
 * reaches the network, so no rule about requests sees it. The person's data of that site stay as they are.
 */
export async function stopPages(rules: readonly WebRule[], passed: ReadonlySet<string>): Promise<void> {
  const open = matchPatterns(rules.filter((rule) => passed.has(ruleKey(rule)))).flatMap(
    ({ matches }) => matches,
  );
  const blocked = matchPatterns(rules.filter(({ effect }) => effect === 'block'));
  const milder = matchPatterns(
    rules.filter((rule) => rule.effect !== 'block' && !passed.has(ruleKey(rule))),
  ).map(({ matches, excludeMatches }): Patterns => ({
    matches,
    excludeMatches: [...excludeMatches, ...open],
  }));
  const script = ({ matches, excludeMatches }: Patterns, allFrames: boolean, id: string) => ({
    id,
    js: ['stop.js'],
    matches: [...matches],
    ...(excludeMatches.length === 0 ? {} : { excludeMatches: [...excludeMatches] }),
    allFrames,
    runAt: 'document_start' as const,
    persistAcrossSessions: true,
  });
  await chrome.scripting.unregisterContentScripts().catch(() => undefined);
  const scripts = [
    ...blocked.map((patterns, at) => script(patterns, true, `block-${at}`)),
    ...milder.map((patterns, at) => script(patterns, false, `page-${at}`)),
  ];
  if (scripts.length > 0) await chrome.scripting.registerContentScripts(scripts);
}
