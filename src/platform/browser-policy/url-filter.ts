import { domainToASCII } from 'node:url';
import type { DesiredBrowserState } from './port.ts';

type BlockList = DesiredBrowserState['block'];

/** Lower-case ASCII, no trailing dot; undefined for what is no host name. */
function asciiHost(host: string): string | undefined {
  const ascii = domainToASCII(host.replace(/\.$/, ''));
  return ascii === '' || /[\s/:?#@*]/.test(ascii) ? undefined : ascii;
}

export const isBelow = (host: string, domain: string): boolean => host.endsWith(`.${domain}`);
export const isWithin = (host: string, domain: string): boolean => host === domain || isBelow(host, domain);

/**
 * The list with ASCII names, sorted, without what is no address. Of the exceptions only those stay that open something
 * of this list: any other would open what somebody else blocked. An exception that is itself listed goes: browsers let it
 * win over the ban.
 */
export function cleanBlockList(block: BlockList): BlockList {
  const domains = hostsOf(block.domains);
  const listed = hostsOf(block.hosts);
  const except = hostsOf(block.except).filter(
    (host) =>
      domains.some((domain) => isBelow(host, domain)) && !domains.includes(host) && !listed.includes(host),
  );
  const covered = (host: string): boolean => domains.some((domain) => isWithin(host, domain));
  const hosts = listed.filter((host) => !covered(host) || except.some((open) => isWithin(host, open)));
  const paths = block.paths.flatMap((entry) => {
    const cut = entry.indexOf('/');
    const host = cut > 0 ? asciiHost(entry.slice(0, cut)) : undefined;
    return host === undefined ? [] : [host + entry.slice(cut)];
  });
  return { domains, hosts, paths: [...new Set(paths)].toSorted(), except };
}

const hostsOf = (hosts: readonly string[]): readonly string[] =>
  [
    ...new Set(
      hosts.flatMap((host) => {
        const ascii = asciiHost(host);
        return ascii === undefined ? [] : [ascii];
      }),
    ),
  ].toSorted();

/** The host of a Chromium URL filter (`[scheme://][.]host[:port][/path][@query]`); `*` for every host. */
export function filterHost(entry: string): string {
  const host = /^(?:[a-z][\w+.-]*:\/\/)?\.?([^/:@]*)/i.exec(entry)?.[1] ?? '';
  return host === '*' || host === '' ? '*' : (asciiHost(host) ?? host.toLowerCase());
}

/** The host of a Firefox match pattern; `*` for every host. */
export function patternHost(pattern: string): string {
  if (pattern === '<all_urls>') return '*';
  const host = /^[^:]*:\/\/(?:\*\.)?([^/]*)/.exec(pattern)?.[1] ?? '';
  return host === '*' || host === '' ? '*' : host.toLowerCase();
}

/** Whether somebody else's own block covers a host: what they closed is not ours to open. */
export const isClosedBy = (hosts: readonly string[], host: string): boolean =>
  hosts.some((closed) => closed === '*' || isWithin(host, closed));

/** Hosts that somebody else opens although this list closes them. */
export function openedBy(hosts: readonly string[], block: BlockList): readonly string[] {
  return hosts.filter(
    (open) =>
      (block.domains.some((domain) => isWithin(open, domain)) ||
        block.hosts.includes(open) ||
        block.paths.some((path) => path.startsWith(`${open}/`))) &&
      !block.except.some((except) => isWithin(open, except)),
  );
}
