import type { IncomingMessage, ServerResponse } from 'node:http';
import { signInPaths } from '#protocol/console-sessions.ts';
import type { Log } from '#runtime/log.ts';
import type { Callers } from './callers.ts';
import { cookie, cookieOf, endOfCookie } from './cookies.ts';
import type { Attempts } from './pace.ts';
import { linkScript, linkScriptPath, pages, type Page } from './pages.ts';
import type { Sessions } from './sessions.ts';
import type { SignIn, SignInFault } from './sign-in.ts';
import type { Visit } from './visits.ts';

export type SignInDoorPorts = {
  readonly callers: Callers;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly attempts: Attempts;
  /** Whom to ask for rights, as the organisation names its contact. */
  readonly contact: () => string | undefined;
  /** Whether the console is served here, with its own page for one-time links. */
  readonly hasConsole: boolean;
  readonly log: Log;
};
/** Answers what belongs to signing in with a browser; false where a request is for something else. */
export type SignInDoor = (request: IncomingMessage, response: ServerResponse) => boolean;

const headers = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
} as const;
const script =
  "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const still = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function createSignInDoor(ports: SignInDoorPorts): SignInDoor {
  return (request, response) => {
    if (request.method !== 'GET') return false;
    const url = URL.parse(request.url ?? '', 'http://server');
    switch (url?.pathname) {
      case signInPaths.begin:
        run(ports, response, begin(ports, request, response, url.searchParams.get('to')));
        return true;
      case signInPaths.callback:
        run(ports, response, finish(ports, request, response, url.search));
        return true;
      case signInPaths.link:
        if (ports.hasConsole) return false;
        send(response, pages.link(), { 'content-security-policy': script });
        return true;
      case linkScriptPath:
        response.writeHead(200, { ...headers, 'content-type': 'text/javascript; charset=utf-8' });
        response.end(linkScript);
        return true;
      default:
        return false;
    }
  };
}

function run({ log }: SignInDoorPorts, response: ServerResponse, work: Promise<void>): void {
  work.catch((fault: unknown) => {
    log.error({ fault: fault instanceof Error ? fault.message : 'unknown' }, 'a sign-in failed');
    send(response, pages.serverFault());
  });
}

async function begin(
  ports: SignInDoorPorts,
  request: IncomingMessage,
  response: ServerResponse,
  wantedPage: string | null,
): Promise<void> {
  const visit = ports.callers.visit(request);
  if (!mayTry(ports, response, visit)) return;
  const begun = await ports.signIn.begin(visit.origin, wantedPage);
  // Nobody has tried anything yet; who is sent away again and again takes turns all the same.
  if (!begun.ok) return refuse(ports, response, visit, begun.fault);
  const { url, secret, seconds } = begun.value;
  redirect(response, 302, url, [cookie('sign-in', secret, visit.secure, seconds)]);
}

async function finish(
  ports: SignInDoorPorts,
  request: IncomingMessage,
  response: ServerResponse,
  search: string,
): Promise<void> {
  const visit = ports.callers.visit(request);
  if (!mayTry(ports, response, visit)) return;
  const returned = new URL(`${visit.origin}${signInPaths.callback}${search}`);
  const done = await ports.signIn.finish(returned, cookieOf(visit, 'sign-in'));
  if (!done.ok) return refuse(ports, response, visit, done.fault);
  // Both its turns: the one that began it and this one.
  ports.attempts.succeeded(visit.address);
  ports.attempts.succeeded(visit.address);
  const { operator, returnTo, signOutUrl } = done.value;
  const before = cookieOf(visit, 'session');
  const { secret } = await ports.sessions.open({
    operator,
    by: 'oidc',
    address: visit.address,
    browser: visit.browser,
    ...(signOutUrl === undefined ? {} : { signOutUrl }),
    ...(before === undefined ? {} : { replaces: before }),
  });
  redirect(response, 303, returnTo, [
    cookie('session', secret, visit.secure),
    endOfCookie('sign-in', visit.secure),
  ]);
}

function mayTry({ attempts }: SignInDoorPorts, response: ServerResponse, { address }: Visit): boolean {
  const refused = attempts.take(address);
  if (refused === undefined) return true;
  send(response, pages.tooMany(), { 'retry-after': String(refused.waitSeconds) });
  return false;
}

function refuse(
  ports: SignInDoorPorts,
  response: ServerResponse,
  { secure }: Visit,
  fault: SignInFault,
): void {
  send(response, pages.refused(fault, ports.contact()), { 'set-cookie': endOfCookie('sign-in', secure) });
}

function redirect(response: ServerResponse, status: number, to: string, cookies: readonly string[]): void {
  response.writeHead(status, { ...headers, location: to, 'set-cookie': [...cookies], 'content-length': 0 });
  response.end();
}

function send(response: ServerResponse, page: Page, own: Readonly<Record<string, string>> = {}): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(page.status, {
    ...headers,
    'content-security-policy': still,
    ...own,
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(page.html),
  });
  response.end(page.html);
}
