import type { IncomingMessage } from 'node:http';

/** How browsers reach this server. */
export type Reach = {
  /** They speak TLS, to us or to a proxy in front. */
  readonly secure: boolean;
  /** Everything comes through a proxy of ours, which says for whom. */
  readonly behindProxy: boolean;
  /** The one address under which browsers know the server, where that was said. */
  readonly publicUrl?: string;
};

/** What a request says about where it comes from. */
export type Visit = {
  /** IP address of the browser. */
  readonly address: string;
  /** This server's address, as the browser called it: `https://portvakt.kommune.example`. */
  readonly origin: string;
  readonly secure: boolean;
  readonly browser: string;
  /** Whether a page of this server sent it; undefined where it says nothing of a page. */
  readonly samePage: boolean | undefined;
  readonly cookies: ReadonlyMap<string, string>;
};

export function visitOf(request: IncomingMessage, reach: Reach): Visit {
  const { headers } = request;
  const origin = originOf(request, reach);
  return {
    address:
      (reach.behindProxy ? last(headers['x-forwarded-for']) : undefined) ??
      request.socket.remoteAddress ??
      'unknown',
    origin,
    secure: reach.secure,
    browser: (headers['user-agent'] ?? '').slice(0, 200),
    samePage: samePage(request, origin),
    cookies: cookiesOf(headers.cookie ?? ''),
  };
}

function originOf({ headers }: IncomingMessage, { secure, behindProxy, publicUrl }: Reach): string {
  if (publicUrl !== undefined) return new URL(publicUrl).origin;
  const host = (behindProxy ? last(headers['x-forwarded-host']) : undefined) ?? headers.host ?? 'localhost';
  return URL.parse(`${secure ? 'https' : 'http'}://${host}`)?.origin ?? 'http://localhost';
}

/** The last entry: what stands before it came from the other side of the proxy. */
function last(header: string | string[] | undefined): string | undefined {
  const entry = [header].flat().at(-1)?.split(',').at(-1)?.trim();
  return entry === undefined || entry === '' ? undefined : entry.slice(0, 260);
}

function samePage({ headers }: IncomingMessage, origin: string): boolean | undefined {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  if (headers.origin !== undefined) return headers.origin === origin;
  return site === undefined ? undefined : site === 'same-origin';
}

function cookiesOf(header: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const part of header.slice(0, 16_384).split(';')) {
    const at = part.indexOf('=');
    if (at > 0) found.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
  }
  return found;
}
