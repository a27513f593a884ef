import { webAddress } from '../rules/address.ts';

const page = (): string => chrome.runtime.getURL('page.html');

/**
 * Our page for an address. The address stands behind the `#`: it leaves this tab for nobody. `cameBack`: the person went
 * back to the address, and our page must not stand in the way.
 */
export const pageFor = (url: string, cameBack = false): string =>
  `${page()}${cameBack ? '?back' : ''}#${url}`;

const parts = (url: string): string | undefined =>
  url.startsWith(page()) ? /^(?:\?back)?(?:#(.*))?$/s.exec(url.slice(page().length))?.[0] : undefined;

export const isOurPage = (url: string): boolean => parts(url) !== undefined;

/** For which address our page stands in; undefined for every other page, and where it stands for nothing. */
export function standsFor(url: string): string | undefined {
  const rest = parts(url);
  return rest === undefined ? undefined : webAddress(rest.slice(rest.indexOf('#') + 1));
}
