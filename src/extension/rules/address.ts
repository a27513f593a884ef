/** What of an address rules look at. */
export type Address = {
  /** Lower case, punycode, without a trailing dot or a port. */
  readonly host: string;
  /** Path and query. */
  readonly path: string;
};

/**
 * Of an address that shows a page of the web; undefined for every other. A `blob:` belongs to whoever made it, and
 * `view-source:` to what it shows.
 */
export function addressOf(url: string): Address | undefined {
  const inner = pageAddress(url);
  if (inner === undefined) return undefined;
  const { hostname, pathname, search } = inner;
  const host = hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
  return host === '' ? undefined : { host, path: pathname + search };
}

/** The http(s) address behind it, to which one can go; undefined where there is none. */
export function webAddress(url: string): string | undefined {
  return pageAddress(url)?.href;
}

function pageAddress(url: string): URL | undefined {
  const bare = url.startsWith('view-source:') ? url.slice('view-source:'.length) : url;
  const parsed = URL.parse(bare);
  const page = parsed?.protocol === 'blob:' ? URL.parse(parsed.origin) : parsed;
  return page?.protocol === 'http:' || page?.protocol === 'https:' ? page : undefined;
}
