import { webAddress } from '../rules/address.ts';

const page = (): string => chrome.runtime.getURL('page.html');

/**
 * How our page came to stand there, which matters for the way back: `back`, the person went back to the address;
 * `refused`, an error page of the browser lies in between, and going back to that leads here again.
 */
export type Arrived = 'back' | 'refused';

/** Our page for an address. The address stands behind the `#`: it leaves this tab for nobody. */
export const pageFor = (url: string, arrived?: Arrived): string =>
  `${page()}${arrived === undefined ? '' : `?${arrived}`}#${url}`;

const parts = (url: string): string | undefined =>
  url.startsWith(page())
    ? /^(?:\?(?:back|refused|informs))?(?:#(.*))?$/s.exec(url.slice(page().length))?.[0]
    : undefined;

export const isOurPage = (url: string): boolean => parts(url) !== undefined;

/**
 * The page informs, and says so of itself in its address: the agent leaves the rule out as soon as it was shown, and the
 * person is still reading. It stays until the person goes on.
 */
export const isBeingRead = (url: string): boolean => parts(url)?.startsWith('?informs') === true;

/** For which address our page stands in; undefined for every other page, and where it stands for nothing. */
export function standsFor(url: string): string | undefined {
  const rest = parts(url);
  return rest === undefined ? undefined : webAddress(rest.slice(rest.indexOf('#') + 1));
}
