import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';
import type { App } from '#catalogue/app.ts';
import type { Catalogue } from '#catalogue/compile.ts';
import { pwaAppId } from '#catalogue/pwa-app-id.ts';
import { webTargets } from '#catalogue/web-targets.ts';
import type { Ban } from '#policy/ban.ts';
import type { WebTargetList } from '#protocol/browser-agent.ts';

/** What of one app a ban covers in browsers. */
export type WebThing = {
  /** Catalogue app; undefined where the ban describes it by its own matcher. */
  readonly app: string | undefined;
  /** Its pages, where the ban covers them and some are known. */
  readonly pages: WebTargetList | undefined;
  /** Its installed web apps, by the ids that Chromium gives them, where the ban covers them. */
  readonly webApps: readonly string[];
};

/** What can be known of apps in browsers, laid out once. */
export type WebCatalogue = { thingsOf(ban: Ban): readonly WebThing[] };

type Known = Pick<WebThing, 'webApps'> & { readonly pages: WebTargetList | undefined };

const webAppsLimit = 200;

/**
 * Which channel covers what: `web` the pages of the apps that the ban names, in any window; `pwa` their installed web apps
 * alone, by id; `fork` both, of their forks. An inline matcher reaches browsers only where it is one `web-host`: that host,
 * and every host below it, by channel `web`.
 */
export function createWebCatalogue({ apps, ids, parents }: Catalogue): WebCatalogue {
  const known = new Map(apps.map((app) => [app.id, knownOf(app)] as const));
  const forksOf = (id: string): readonly string[] =>
    ids.filter((_, at) => {
      const parent = parents[at];
      return parent !== undefined && ids[parent] === id;
    });
  const thing = (app: string, pages: boolean, webApps: boolean): readonly WebThing[] => {
    const one = known.get(app);
    if (one === undefined || (!pages && !webApps)) return [];
    const found = { app, pages: pages ? one.pages : undefined, webApps: webApps ? one.webApps : [] };
    return found.pages === undefined && found.webApps.length === 0 ? [] : [found];
  };
  return {
    thingsOf: (ban) => {
      const over = (channel: 'web' | 'pwa' | 'fork'): boolean => ban.channels?.includes(channel) ?? true;
      const named = ban.apps ?? [];
      const forks = over('fork') ? named.flatMap(forksOf).filter((id) => !named.includes(id)) : [];
      const host = over('web') ? hostOf(ban) : undefined;
      return [
        ...named.flatMap((app) => thing(app, over('web'), over('pwa'))),
        ...[...new Set(forks)].flatMap((app) => thing(app, true, true)),
        ...(host === undefined ? [] : [{ app: undefined, pages: only(host), webApps: [] }]),
      ];
    },
  };
}

const only = (domain: string): WebTargetList => ({ domains: [domain], hosts: [], paths: [], except: [] });

function knownOf(app: App): Known {
  const { domains, except, hosts, paths } = webTargets(app);
  const isEmpty = domains.length + hosts.length + paths.length === 0;
  return {
    pages: isEmpty
      ? undefined
      : { domains: [...domains], hosts: [...hosts], paths: [...paths], except: [...except] },
    webApps: webAppsOf(app),
  };
}

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/**
 * An id that was computed from an address of the app can be no other app's, whether or not the maker ever published a web
 * app there. One that was only read somewhere needs two sources. Patterns have no id.
 */
function webAppsOf({ identifiers }: App): readonly string[] {
  const found = identifiers.flatMap(({ confidence, kind, match, source, startUrl, value }) => {
    if (confidence === 'unverified' || (match ?? 'exact') !== 'exact') return [];
    if (kind === 'pwa-start-url') return [pwaAppId(value, sha256)];
    if (kind !== 'pwa-app-id' || !/^[a-p]{32}$/.test(value)) return [];
    const isSure = startUrl !== undefined || confidence === 'primary' || source.length > 1;
    return isSure ? [value] : [];
  });
  return [...new Set(found)].toSorted().slice(0, webAppsLimit);
}

/** In ASCII, as browsers name it; undefined for anything else than one host. */
function hostOf({ matcher }: Ban): string | undefined {
  const [wanted, ...more] = matcher?.all ?? [];
  if (wanted?.kind !== 'web-host' || more.length > 0) return undefined;
  const host = domainToASCII(wanted.value.trim().replace(/\.$/, '')).toLowerCase();
  const isName = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(host) && host.length <= 253;
  // Four numbers are an address, and no name has hosts below it then.
  return isName && !/\.\d+$/.test(host) ? host : undefined;
}
