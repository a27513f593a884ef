import { webAddress } from '../rules/address.ts';

const page = (): string => chrome.runtime.getURL('page.html');

/** Our page for an address. The address stands behind the `#`: it leaves this tab for nobody. */
export const pageFor = (url: string): string => `${page()}#${url}`;

export const isOurPage = (url: string): boolean => url === page() || url.startsWith(`${page()}#`);

/** For which address our page stands in; undefined for every other page, and where it stands for nothing. */
export function standsFor(url: string): string | undefined {
  return isOurPage(url) ? webAddress(url.slice(page().length + 1)) : undefined;
}
