import type { WebRule } from '#protocol/browser-agent.ts';
import { apart } from './apart.ts';

export type Patterns = { readonly matches: readonly string[]; readonly excludeMatches: readonly string[] };

/** The same addresses as match patterns, one set for each list that must stay apart. */
export function matchPatterns(rules: readonly WebRule[]): readonly Patterns[] {
  return apart(rules)
    .map(({ rules: own, domains, except }) => ({
      matches: [
        ...domains.map(withBelow),
        ...own.flatMap(({ targets }) => targets.hosts.map((host) => `*://${host}/*`)),
        // A star in a path would stand for anything.
        ...own.flatMap(({ targets }) =>
          targets.paths.filter((path) => !path.includes('*')).map((path) => `*://${path}*`),
        ),
      ],
      excludeMatches: except.map(withBelow),
    }))
    .filter(({ matches }) => matches.length > 0);
}

/** A numeric address has nothing below, and browsers refuse a pattern that says so. */
const withBelow = (domain: string): string =>
  /^[0-9.]+$/.test(domain) ? `*://${domain}/*` : `*://*.${domain}/*`;
