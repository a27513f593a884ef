import type { WebRule } from '#protocol/browser-agent.ts';
import { apart } from './apart.ts';

type DnrRule = chrome.declarativeNetRequest.Rule;
type Condition = chrome.declarativeNetRequest.RuleCondition;

/** Higher speaks first. A passed warning opens what only warns and informs; what is blocked stays so. */
const priorities = { inform: 1, warn: 2, passed: 3, block: 4, canary: 5 } as const;
/** Chromium takes 1,000 rules with an expression in all; one too many and it takes none. */
export const mostExpressions = 900;

export type DnrPlan = {
  readonly rules: readonly DnrRule[];
  /** Hosts and paths for which there was no expression left: the page comes a moment later there, by the tab's address. */
  readonly misfits: number;
};

/** What Chromium is to do about all rules. `page`: address of our page; the address that was asked for follows its `#`. */
export function dnrPlan(rules: readonly WebRule[], page: string, canaryHost: string | undefined): DnrPlan {
  const made: Omit<DnrRule, 'id'>[] = [];
  let misfits = 0;
  let expressions = 0;
  for (const effect of ['block', 'warn', 'inform'] as const) {
    for (const { condition, entries } of conditions(rules.filter((rule) => rule.effect === effect))) {
      const needed = effect === 'block' ? 2 : 1;
      if (expressions + needed > mostExpressions) {
        misfits += entries;
        continue;
      }
      expressions += needed;
      made.push({
        priority: priorities[effect],
        action: { type: 'redirect', redirect: { regexSubstitution: `${page}#\\0` } },
        condition: { ...condition, resourceTypes: ['main_frame'] },
      });
      if (effect === 'block')
        made.push({
          priority: priorities.block,
          action: { type: 'block' },
          condition: { ...condition, resourceTypes: ['sub_frame'] },
        });
    }
  }
  if (canaryHost !== undefined)
    made.push({
      priority: priorities.canary,
      action: { type: 'block' },
      condition: { requestDomains: [canaryHost], resourceTypes: ['main_frame', 'sub_frame'] },
    });
  return { rules: numbered(made), misfits };
}

/** What opens rules that the person passed. */
export function passPlan(passed: readonly WebRule[]): readonly DnrRule[] {
  return numbered(
    conditions(passed).map(({ condition }) => ({
      priority: priorities.passed,
      action: { type: 'allow' },
      condition: { ...condition, resourceTypes: ['main_frame'] },
    })),
  );
}

const numbered = (rules: readonly Omit<DnrRule, 'id'>[]): readonly DnrRule[] =>
  rules.map((rule, at) => ({ id: at + 1, ...rule }));

type Covered = { readonly condition: Condition; readonly entries: number };

/** Few conditions that cover exactly what these rules cover, without the rest of the web. */
function conditions(rules: readonly WebRule[]): readonly Covered[] {
  const domains = apart(rules)
    .filter((bundle) => bundle.domains.length > 0)
    .map((bundle) => ({
      condition: {
        regexFilter: '^https?://.*$',
        requestDomains: [...bundle.domains],
        ...(bundle.except.length === 0 ? {} : { excludedRequestDomains: [...bundle.except] }),
      },
      entries: bundle.domains.length,
    }));
  return [...domains, ...singles(rules)];
}

/**
 * Single hosts, and paths. A list of domains covers what is below them too; an expression that lets only as many labels
 * pass as the listed hosts have keeps that out. So one rule serves all hosts of as many labels and of the same path.
 */
function singles(rules: readonly WebRule[]): readonly Covered[] {
  const groups = new Map<
    string,
    { readonly labels: number; readonly path: string; readonly hosts: Set<string> }
  >();
  const add = (host: string, path: string): void => {
    const labels = host.split('.').length;
    const key = `${labels} ${path}`;
    const group = groups.get(key) ?? { labels, path, hosts: new Set() };
    groups.set(key, group);
    group.hosts.add(host);
  };
  for (const { targets } of rules) {
    for (const host of targets.hosts) add(host, '');
    for (const entry of targets.paths) {
      const slash = entry.indexOf('/');
      add(entry.slice(0, slash), entry.slice(slash));
    }
  }
  return [...groups.values()].map(({ labels, path, hosts }) => ({
    condition: {
      regexFilter: expression(labels, path),
      isUrlFilterCaseSensitive: true,
      requestDomains: [...hosts],
    },
    entries: hosts.size,
  }));
}

const label = '[a-z0-9_-]+';
const expression = (labels: number, path: string): string =>
  `^https?://(?:[^/?#@]*@)?${Array.from({ length: labels }, () => label).join('\\.')}\\.?(?::[0-9]+)?${path === '' ? '/' : escaped(path)}.*$`;
const escaped = (plain: string): string => plain.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
