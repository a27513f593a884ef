import type { WebRule } from '#protocol/browser-agent.ts';
import { domainsOf } from './matcher.ts';

/** Rules whose lists can be one list: no exception of one touches a domain of another. */
export type Bundle = {
  readonly rules: readonly WebRule[];
  readonly domains: readonly string[];
  readonly except: readonly string[];
};

/** As few bundles as an order of arrival gives; mostly one. */
export function apart(rules: readonly WebRule[]): readonly Bundle[] {
  const bundles: Growing[] = [];
  for (const rule of rules) {
    const home = bundles.find((bundle) => !clash(bundle, rule)) ?? begin(bundles);
    home.rules.push(rule);
    for (const domain of rule.targets.domains) home.domains.add(domain);
    for (const domain of rule.targets.except) home.except.add(domain);
  }
  return bundles.map(({ rules: own, domains, except }) => ({
    rules: own,
    domains: [...domains],
    except: [...except],
  }));
}

type Growing = { readonly rules: WebRule[]; readonly domains: Set<string>; readonly except: Set<string> };

function begin(bundles: Growing[]): Growing {
  const fresh: Growing = { rules: [], domains: new Set(), except: new Set() };
  bundles.push(fresh);
  return fresh;
}

const clash = ({ domains, except }: Growing, { targets }: WebRule): boolean =>
  touch(targets.domains, except) ||
  touch(except, new Set(targets.domains)) ||
  touch(targets.except, domains) ||
  touch(domains, new Set(targets.except));

/** Whether one of `hosts` lies in `others`, or below one of them. */
function touch(hosts: Iterable<string>, others: ReadonlySet<string>): boolean {
  if (others.size === 0) return false;
  for (const host of hosts) for (const domain of domainsOf(host)) if (others.has(domain)) return true;
  return false;
}
