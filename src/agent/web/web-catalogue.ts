import { domainToASCII } from 'node:url';
import type { App } from '#catalogue/app.ts';
import type { Catalogue } from '#catalogue/compile.ts';
import { webTargets } from '#catalogue/web-targets.ts';
import type { Ban } from '#policy/ban.ts';
import type { WebTargetList } from '#protocol/browser-agent.ts';

/** What of one app a ban covers in browsers: pages, in any window, that of an installed web app too. */
export type WebThing = {
  /** Catalogue app; undefined where the ban describes it by its own matcher. */
  readonly app: string | undefined;
  readonly pages: WebTargetList;
};

/** What can be known of apps in browsers, laid out once. */
export type WebCatalogue = { thingsOf(ban: Pick<Ban, 'apps' | 'channels' | 'matcher'>): readonly WebThing[] };

/**
 * Which channel covers what: `web` the pages of the apps that the ban names; `fork` those of their forks; `pwa` nothing, since
 * nothing in a browser can tell an installed web app from its pages. An inline matcher reaches browsers only where it is one
 * `web-host`: that host, and every host below it, by channel `web`.
 */
export function createWebCatalogue(catalogue: Catalogue): WebCatalogue {
  let { apps } = catalogue;
  let laidOut = layOut(catalogue);
  return {
    thingsOf: (ban) => {
      if (catalogue.apps !== apps) {
        ({ apps } = catalogue);
        laidOut = layOut(catalogue);
      }
      return laidOut.thingsOf(ban);
    },
  };
}

function layOut({ apps, ids, parents }: Catalogue): WebCatalogue {
  const known = new Map(apps.map((app) => [app.id, pagesOf(app)] as const));
  const forks = new Map<string, string[]>();
  for (const [at, id] of ids.entries()) {
    const parent = ids[parents[at] ?? -1];
    if (parent !== undefined) forks.set(parent, [...(forks.get(parent) ?? []), id]);
  }
  const thing = (app: string): readonly WebThing[] => {
    const pages = known.get(app);
    return pages === undefined ? [] : [{ app, pages }];
  };
  return {
    thingsOf: (ban) => {
      const over = (channel: 'web' | 'fork'): boolean => ban.channels?.includes(channel) ?? true;
      const named = ban.apps ?? [];
      const theirForks = over('fork') ? named.flatMap((id) => forks.get(id) ?? []) : [];
      const host = over('web') ? hostOf(ban) : undefined;
      return [
        ...(over('web') ? named.flatMap(thing) : []),
        ...[...new Set(theirForks)].filter((id) => !named.includes(id)).flatMap(thing),
        ...(host === undefined ? [] : [{ app: undefined, pages: only(host) }]),
      ];
    },
  };
}

const only = (domain: string): WebTargetList => ({ domains: [domain], hosts: [], paths: [], except: [] });

/** Undefined where none is known. */
function pagesOf(app: App): WebTargetList | undefined {
  const { domains, except, hosts, paths } = webTargets(app);
  return domains.length + hosts.length + paths.length === 0
    ? undefined
    : { domains: [...domains], hosts: [...hosts], paths: [...paths], except: [...except] };
}

/** In ASCII, as browsers name it; undefined for anything else than one host. */
function hostOf({ matcher }: Pick<Ban, 'matcher'>): string | undefined {
  const [wanted, ...more] = matcher?.all ?? [];
  if (wanted?.kind !== 'web-host' || more.length > 0) return undefined;
  const host = domainToASCII(wanted.value.trim().replace(/\.$/, '')).toLowerCase();
  const isName = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(host) && host.length <= 253;
  // Four numbers are an address, and no name has hosts below it then.
  return isName && !/\.\d+$/.test(host) ? host : undefined;
}
