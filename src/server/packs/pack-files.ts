import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '#runtime/log.ts';
import type { OwnPacks } from './own-packs.ts';

/** Answers a request for a published pack; false where it is for none, and nothing was answered. */
export type PackFiles = (request: IncomingMessage, response: ServerResponse) => boolean;

const address = /^\/packs\/([a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?)\.(json|pub)$/;

/** `GET /packs/<pack>.json` (the envelope) and `.pub` (the key), for everybody: what is there was made to be read. */
export function createPackFiles(own: OwnPacks, log: Log): PackFiles {
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const found = address.exec((request.url ?? '').split('?', 1)[0] ?? '');
    const [, pack, ending] = found ?? [];
    if (pack === undefined) return false;
    own
      .envelope(pack)
      .then((envelope) => {
        if (envelope === undefined) response.writeHead(404, safe).end();
        else if (ending === 'pub')
          send({ request, response }, 'text/plain; charset=utf-8', `${own.publicKey()}\n`);
        else send({ request, response }, 'application/json', envelope);
      })
      .catch((fault: unknown) => {
        log.error({ fault }, 'a published pack could not be read');
        response.writeHead(500, safe).end();
      });
    return true;
  };
}

const safe = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

function send(
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  type: string,
  text: string,
): void {
  const bytes = Buffer.from(text, 'utf8');
  const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
  const headers = { ...safe, etag, 'cache-control': 'public, max-age=300' };
  const known = request.headers['if-none-match']?.split(',').some((one) => ['*', etag].includes(one.trim()));
  if (known === true) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'content-type': type, 'content-length': bytes.length });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
