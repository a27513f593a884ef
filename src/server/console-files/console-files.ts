import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { fail, ok, type Outcome } from '#policy/outcome.ts';

/** Answers a request for a page or a file of the console; false where it is for none, and nothing was answered. */
export type ConsoleFiles = (request: IncomingMessage, response: ServerResponse) => boolean;

type Served = {
  readonly type: string;
  readonly cache: string;
  readonly etag: string;
  readonly bytes: Buffer;
};

const types: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
  ['.txt', 'text/plain; charset=utf-8'],
  ['.webmanifest', 'application/manifest+json'],
]);
const page = 'index.html';
/** The build puts a hash of the content into the names of what lies here. */
const hashed = /^\/assets\/.+-[\w-]{8,}\.\w+$/;
/** Others answer there; no page of the console ever does. `/sign-in/link` is one. */
const ofOthers = /^\/(?:api|agent|extension|metrics)(?:\/|$)|^\/sign-in(?:\/callback)?$/;

/** Nothing but the server's own files and API: no inline script, no foreign place, no frame. */
export const consolePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** Reads the folder that `npm run build:console` left. The fault is a sentence that says what is wrong with it. */
export function openConsoleFiles(folder: string): Outcome<ConsoleFiles, string> {
  let files: ReadonlyMap<string, Served>;
  try {
    files = readAll(folder);
  } catch (fault) {
    return fail(fault instanceof Error ? fault.message : String(fault));
  }
  const start = files.get(`/${page}`);
  if (start === undefined) return fail(`${page} is missing`);
  return ok((request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const [path = ''] = (request.url ?? '').split('?', 1);
    const file = files.get(path) ?? (isPage(path) ? start : undefined);
    if (file === undefined) return false;
    send({ request, response }, file);
    return true;
  });
}

/** A name with a dot is a file: a missing one must not be answered with a page. */
const isPage = (path: string): boolean =>
  path.startsWith('/') && !ofOthers.test(path) && !(path.split('/').at(-1) ?? '').includes('.');

function readAll(folder: string): ReadonlyMap<string, Served> {
  const files = new Map<string, Served>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const type = types.get(extname(entry.name));
    // Source maps and whatever else the build leaves is not for browsers.
    if (type === undefined) continue;
    const full = join(entry.parentPath, entry.name);
    const path = `/${full.slice(join(folder, sep).length).replaceAll('\\', '/')}`;
    const bytes = readFileSync(full);
    files.set(path, {
      type,
      cache: hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
      bytes,
    });
  }
  return files;
}

function send(
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  { type, cache, etag, bytes }: Served,
): void {
  const headers = {
    etag,
    'cache-control': cache,
    'content-security-policy': consolePolicy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  };
  const known = request.headers['if-none-match']?.split(',').map((one) => one.trim()) ?? [];
  if (known.includes(etag) || known.includes(`W/${etag}`)) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'content-type': type, 'content-length': bytes.length });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
