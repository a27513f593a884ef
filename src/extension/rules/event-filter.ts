import type { WebRule } from '#protocol/browser-agent.ts';

export type EventFilter = { readonly url: chrome.events.UrlFilter[] };

/** Pages of any site: until the rules are known, and where they are too many to be told one by one. */
export const everywhere: EventFilter = { url: [{ schemes: ['http', 'https', 'blob'] }] };

/** A browser compares every event with every entry. */
const mostHosts = 200;

/** Hosts that rules name, in any way. */
export const hostsOf = (rules: readonly WebRule[]): readonly string[] =>
  rules.flatMap(({ targets: { domains, hosts, paths } }) => [
    ...domains,
    ...hosts,
    ...paths.map((path) => path.slice(0, path.indexOf('/'))),
  ]);

/**
 * Has the browser announce arrivals at these hosts, and none elsewhere: what the person does on other sites then costs
 * nothing and is not told. Rather too much than too little: `tiktok.com` lets `nottiktok.com` through, which is compared
 * anew. Pages of `blob:` addresses name no host.
 */
export function eventsAt(hosts: ReadonlySet<string>): EventFilter {
  if (hosts.size > mostHosts) return everywhere;
  const suffixes = [...hosts].flatMap((host) => [host, `${host}.`]);
  return { url: [{ schemes: ['blob'] }, ...suffixes.map((hostSuffix) => ({ hostSuffix }))] };
}
