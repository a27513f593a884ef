import type { App } from './app.ts';
import { trustOfConfidence } from './weight.ts';

/** What a web ban on an app covers, for whoever writes browser rules or name-server lists. */
export type WebTargets = {
  /** With every host below. */
  readonly domains: readonly string[];
  /** Single hosts outside `domains`. */
  readonly hosts: readonly string[];
  /** A part of a host outside `domains`, `host/path`: for browsers, not for name servers. */
  readonly paths: readonly string[];
  /** With every host below: stays open although an entry above covers it. */
  readonly except: readonly string[];
};

/**
 * What may be blocked. Unverified entries and domains that are mainly another app's are left out: nothing that nobody
 * has read blocks anything. Sorted.
 */
export const webTargets = ({ web }: App): WebTargets => {
  const verified = (web?.hosts ?? []).filter(({ confidence }) => trustOfConfidence[confidence] > 0);
  const domains = [
    ...(web?.domains ?? [])
      .filter(({ confidence, scope }) => trustOfConfidence[confidence] > 0 && scope === undefined)
      .map(({ value }) => value),
    ...verified.filter(({ subdomains }) => subdomains === true).map(({ value }) => value),
  ];
  const rest = verified.filter(({ value, subdomains }) => subdomains !== true && !isBelow(value, domains));
  return {
    domains: sorted(domains),
    hosts: sorted(rest.filter(({ path }) => path === undefined).map(({ value }) => value)),
    paths: sorted(rest.flatMap(({ value, path }) => (path === undefined ? [] : [value + path]))),
    except: sorted((web?.neverBlock ?? []).filter((host) => isBelow(host, domains))),
  };
};

const isBelow = (host: string, domains: readonly string[]): boolean =>
  domains.some((domain) => host === domain || host.endsWith(`.${domain}`));

const sorted = (values: readonly string[]): readonly string[] => [...new Set(values)].toSorted();
