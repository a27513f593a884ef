import type { WebRule } from '#protocol/browser-agent.ts';
import { addressOf, type Address } from './address.ts';
import { ruleKey } from './held.ts';

/** Answers for one set of rules. Making one walks all entries once; asking walks the labels of one host. */
export type Matcher = {
  /** Every rule that covers the address, strictest first; as sent where they are equally strict. */
  readonly covering: (url: string) => readonly WebRule[];
};

type Entry = { readonly rule: number; readonly open: boolean };
const strictness = { inform: 0, warn: 1, block: 2 } as const;

export function matcherOf(rules: readonly WebRule[]): Matcher {
  const below = new Map<string, Entry[]>();
  const hosts = new Map<string, number[]>();
  const paths = new Map<string, { readonly rule: number; readonly path: string }[]>();
  for (const [rule, { targets }] of rules.entries()) {
    for (const domain of targets.domains) add(below, domain, { rule, open: false });
    for (const domain of targets.except) add(below, domain, { rule, open: true });
    for (const host of targets.hosts) add(hosts, host, rule);
    for (const entry of targets.paths) {
      const slash = entry.indexOf('/');
      add(paths, entry.slice(0, slash), { rule, path: entry.slice(slash) });
    }
  }
  const covered = ({ host, path }: Address): ReadonlySet<number> => {
    const found = new Set(hosts.get(host));
    for (const one of paths.get(host) ?? []) if (path.startsWith(one.path)) found.add(one.rule);
    const decided = new Set(found);
    for (const domain of domainsOf(host)) {
      // An exception of equal length speaks first, as it does in Chromium's own lists.
      const entries = (below.get(domain) ?? []).toSorted(
        (one, other) => Number(other.open) - Number(one.open),
      );
      for (const { rule, open } of entries) {
        if (!decided.has(rule) && !open) found.add(rule);
        decided.add(rule);
      }
    }
    return found;
  };
  return {
    covering: (url) => {
      const address = addressOf(url);
      if (address === undefined) return [];
      const found = covered(address);
      return rules
        .filter((_, at) => found.has(at))
        .toSorted((one, other) => strictness[other.effect] - strictness[one.effect]);
    },
  };
}

/**
 * The rule that the page tells of; undefined where the address is open. `passed`: keys of the rules that the person
 * passed.
 */
export function speaking(covering: readonly WebRule[], passed: ReadonlySet<string>): WebRule | undefined {
  const [strictest] = covering;
  if (strictest === undefined || strictest.effect === 'block') return strictest;
  return covering.some((rule) => passed.has(ruleKey(rule))) ? undefined : strictest;
}

/** The host itself and what is above it, longest first. */
export function* domainsOf(host: string): Generator<string> {
  for (let rest = host; ; rest = rest.slice(rest.indexOf('.') + 1)) {
    yield rest;
    if (!rest.includes('.')) return;
  }
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const there = map.get(key);
  if (there === undefined) map.set(key, [value]);
  else there.push(value);
}
