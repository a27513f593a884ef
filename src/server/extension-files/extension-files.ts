import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { extensionPackageFile, ExtensionPackage } from '#protocol/extension-package.ts';
import { chromiumUpdates, firefoxUpdates } from '#protocol/extension-updates.ts';

/** Answers a request for a file of the extension; false where it is for none, and nothing was answered. */
export type ExtensionFiles = (request: IncomingMessage, response: ServerResponse) => boolean;

type Served = {
  readonly type: string;
  readonly cache: string;
  /** `origin`: this server's address, as the browser called it. */
  readonly bytes: (origin: string) => Buffer;
};

/**
 * Reads the folder that the build of the extension left. `secure`: browsers reach this server by https. The fault is a
 * sentence that says what is wrong with the folder.
 */
export function openExtensionFiles(folder: string, secure: boolean): Outcome<ExtensionFiles, string> {
  let served: ReadonlyMap<string, Served>;
  try {
    served = readAll(folder);
  } catch (fault) {
    return fail(fault instanceof Error ? fault.message : String(fault));
  }
  return ok((request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    // Chromium says in the query which version it has and what machine it runs on; that changes nothing here.
    const [path = ''] = (request.url ?? '').split('?', 1);
    const file = served.get(path);
    const { host = '' } = request.headers;
    if (file === undefined || !isHost(host)) return false;
    send({ request, response }, file, file.bytes(`${secure ? 'https' : 'http'}://${host}`));
    return true;
  });
}

function readAll(folder: string): ReadonlyMap<string, Served> {
  const description: unknown = JSON.parse(readFileSync(join(folder, extensionPackageFile), 'utf8'));
  if (!Value.Check(ExtensionPackage, description))
    throw new Error(`${extensionPackageFile} does not describe an extension`);
  const { version, chromium, firefox } = description;
  const crx = readFileSync(join(folder, chromium.crx));
  const xpi = readFileSync(join(folder, firefox.xpi));
  const packed = 'public, max-age=300';
  const path = (name: string): string => `/extension/${name}`;
  const updateOf = (id: string, name: string, bytes: Buffer) => (origin: string) => ({
    id,
    version,
    address: `${origin}${path(name)}`,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
  const crxUpdate = updateOf(chromium.id, chromium.crx, crx);
  const xpiUpdate = updateOf(firefox.id, firefox.xpi, xpi);
  return new Map<string, Served>([
    [path(chromium.crx), { type: 'application/x-chrome-extension', cache: packed, bytes: () => crx }],
    [path(firefox.xpi), { type: 'application/x-xpinstall', cache: packed, bytes: () => xpi }],
    [
      path('updates.xml'),
      {
        type: 'application/xml; charset=utf-8',
        cache: 'no-cache',
        bytes: (origin) => Buffer.from(chromiumUpdates(crxUpdate(origin))),
      },
    ],
    [
      path('updates.json'),
      {
        type: 'application/json',
        cache: 'no-cache',
        bytes: (origin) => Buffer.from(firefoxUpdates(xpiUpdate(origin))),
      },
    ],
  ]);
}

function send(
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  { type, cache }: Served,
  bytes: Buffer,
): void {
  const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
  const headers = {
    etag,
    'cache-control': cache,
    // The update manifests name the address by which the server was called.
    vary: 'host',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
  if (knows(request.headers['if-none-match'], etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'content-type': type, 'content-length': bytes.length });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

const knows = (header: string | undefined, etag: string): boolean =>
  header?.split(',').some((one) => ['*', etag, `W/${etag}`].includes(one.trim())) ?? false;

/** A name or address with or without a port, as it can stand in an address. */
const isHost = (host: string): boolean =>
  host.length <= 260 && /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(host);
