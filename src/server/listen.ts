import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import { fail, ok, type Outcome } from '#policy/outcome.ts';

/** PEM texts. */
export type TlsFiles = { readonly certificate: string; readonly key: string };
export type ListenFault = 'address-in-use' | 'address-not-usable';

/** Waiting connections; with Node's default of 511 a returning fleet loses more to retransmission. */
const backlog = 4_096;

/** Whether only this computer can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Whether it is an address without a path, as browsers can call this server. */
export function isOrigin(text: string, secure: boolean): boolean {
  const url = URL.parse(text);
  return url !== null && url.protocol === (secure ? 'https:' : 'http:') && url.href === `${url.origin}/`;
}

/** Whether certificate and key can be read and belong together. */
export function isPair({ certificate, key }: TlsFiles): boolean {
  try {
    createSecureContext({ cert: certificate, key });
    return true;
  } catch {
    return false;
  }
}

/** An HTTP server, with TLS where there is a certificate. */
export function createWebServer(door: RequestListener, tls: TlsFiles | undefined): Server {
  const server: Server =
    tls === undefined
      ? createHttpServer(door)
      : createHttpsServer({ cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2' }, door);
  server.headersTimeout = 10_000;
  server.requestTimeout = 60_000;
  return server;
}

const foreseen: ReadonlyMap<string, ListenFault> = new Map([
  ['EADDRINUSE', 'address-in-use'],
  ['EADDRNOTAVAIL', 'address-not-usable'],
  ['EACCES', 'address-not-usable'],
  ['ENOTFOUND', 'address-not-usable'],
  ['EAI_AGAIN', 'address-not-usable'],
  ['EAFNOSUPPORT', 'address-not-usable'],
]);

/** The port that it listens on. */
export function listen(server: Server, host: string, port: number): Promise<Outcome<number, ListenFault>> {
  return new Promise((resolve, reject) => {
    server.once('error', (fault: NodeJS.ErrnoException) => {
      const known = foreseen.get(fault.code ?? '');
      if (known === undefined) reject(fault);
      else resolve(fail(known));
    });
    server.listen({ host, port, backlog }, () => {
      const address = server.address();
      resolve(ok(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}

export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
  });
}
