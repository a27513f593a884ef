import { createHash, X509Certificate } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerOf, type SiteAnswer } from './web-site-pages.ts';

/** One request that reached the loopback. */
export type SeenRequest = { readonly host: string; readonly path: string };

/**
 * A loopback internet: whatever host name a browser asks for, it is answered here, with pages shaped like TikTok,
 * Telegram Web K and A, Instagram, and neutral ones. Counts what reached it.
 */
export class WebSites implements AsyncDisposable {
  readonly #servers: readonly Server[];
  readonly #dead = new Set<string>();
  #seen: SeenRequest[] = [];
  readonly httpsPort: number;
  readonly httpPort: number;
  /** By which a browser can be told that this key is good for every name: SHA-256 in base64. */
  readonly keyPin: string;

  private constructor(https: Server, http: Server, keyPin: string) {
    this.keyPin = keyPin;
    this.#servers = [https, http];
    [this.httpsPort, this.httpPort] = [portOf(https), portOf(http)];
    for (const server of this.#servers)
      server.on('request', (request: IncomingMessage, response: ServerResponse) =>
        this.#answer(request, response),
      );
  }

  static async start(): Promise<WebSites> {
    const pair = certificate();
    const [https, http] = [createHttps(pair), createHttp()];
    for (const server of [https, http]) {
      server.keepAliveTimeout = 60_000;
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
    return new WebSites(https, http, pinOf(pair.cert));
  }

  /** All requests since the start or the last `forget`, or those for one host. */
  seen(host?: string): readonly SeenRequest[] {
    return host === undefined ? this.#seen : this.#seen.filter((one) => one.host === host);
  }
  forget(): void {
    this.#seen = [];
  }
  /** From now on that host (with all below) is not reachable: connections end without an answer. */
  takeDown(host: string): void {
    this.#dead.add(host);
  }
  bringUp(host: string): void {
    this.#dead.delete(host);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '').replace(/\.$/, '').toLowerCase();
    const path = request.url ?? '/';
    if ([...this.#dead].some((dead) => host === dead || host.endsWith(`.${dead}`))) {
      request.socket.destroy();
      return;
    }
    // What browsers ask for by themselves is nobody's visit.
    if (path !== '/favicon.ico') this.#seen.push({ host, path });
    const answer: SiteAnswer = answerOf(host, new URL(path, 'https://site.test'));
    response.writeHead(answer.status ?? 200, {
      'content-type': answer.type ?? 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      ...answer.headers,
    });
    response.end(answer.body ?? '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) {
      const closed = once(server, 'close');
      server.close();
      if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function')
        server.closeAllConnections();
      await closed;
    }
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the site has no port');
  return address.port;
}

const pinOf = (cert: Buffer): string =>
  createHash('sha256')
    .update(new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');

/** Made anew for every run; the browsers of the tests are told to accept any. */
function certificate(): { readonly key: Buffer; readonly cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-certificate-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      '/usr/bin/openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
        ...['-days', '30', '-subj', '/CN=loopback', '-keyout', key, '-out', cert],
        ...['-addext', 'subjectAltName=DNS:*.tiktok.com,DNS:web.telegram.org,DNS:example.com'],
      ],
      { stdio: 'ignore' },
    );
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
