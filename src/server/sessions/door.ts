import type { IncomingMessage, ServerResponse } from 'node:http';
import { signInPaths } from '#protocol/console-sessions.ts';
import type { Log } from '#runtime/log.ts';
import type { Callers } from './callers.ts';
import { cookie, cookieOf, endOfCookie } from './cookies.ts';
import type { Attempts } from './pace.ts';
import { linkScript, linkScriptPath, pagePolicies, pagesFor, type Page } from './pages.ts';
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
export function createSignInDoor(ports: SignInDoorPorts): SignInDoor {
  return (request, response) => {
    if (request.method !== 'GET') return false;
    const url = URL.parse(request.url ?? '', 'http://server');
    if (url === null) return false;
    switch (url.pathname) {
      case signInPaths.begin:
        run(ports, { request, response }, begin(ports, { request, response }, url.searchParams.get('to')));
        return true;
      case signInPaths.callback:
        run(ports, { request, response }, finish(ports, { request, response }, url.search));
        return true;
      case signInPaths.link:
        if (ports.hasConsole) return false;
        send(response, pagesOf(request).link(), { 'content-security-policy': pagePolicies.link });
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

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };
const pagesOf = ({ headers }: IncomingMessage) => pagesFor(headers['accept-language']);

function run({ log }: SignInDoorPorts, { request, response }: Exchange, work: Promise<void>): void {
  work.catch((fault: unknown) => {
    log.error({ fault: fault instanceof Error ? fault.message : 'unknown' }, 'a sign-in failed');
    send(response, pagesOf(request).serverFault());
  });
}

async function begin(ports: SignInDoorPorts, exchange: Exchange, wantedPage: string | null): Promise<void> {
  const { request, response } = exchange;
  const visit = ports.callers.visit(request);
  if (!mayTry(ports, exchange, visit)) return;
  const begun = await ports.signIn.begin(visit.origin, wantedPage);
  // Nobody has tried anything yet; who is sent away again and again takes turns all the same.
  if (!begun.ok) return refuse(ports, exchange, visit, begun.fault);
  const { url, secret, seconds } = begun.value;
  redirect(response, 302, url, [cookie('sign-in', secret, visit.secure, seconds)]);
}

async function finish(ports: SignInDoorPorts, exchange: Exchange, search: string): Promise<void> {
  const { request, response } = exchange;
  const visit = ports.callers.visit(request);
  if (!mayTry(ports, exchange, visit)) return;
  const returned = new URL(`${visit.origin}${signInPaths.callback}${search}`);
  const done = await ports.signIn.finish(returned, cookieOf(visit, 'sign-in'));
  if (!done.ok) return refuse(ports, exchange, visit, done.fault);
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

function mayTry({ attempts }: SignInDoorPorts, { request, response }: Exchange, { address }: Visit): boolean {
  const refused = attempts.take(address);
  if (refused === undefined) return true;
  send(response, pagesOf(request).tooMany(), { 'retry-after': String(refused.waitSeconds) });
  return false;
}

function refuse(
  ports: SignInDoorPorts,
  { request, response }: Exchange,
  { secure }: Visit,
  fault: SignInFault,
): void {
  const own = { 'set-cookie': endOfCookie('sign-in', secure) };
  send(response, pagesOf(request).refused(fault, ports.contact()), own);
}

function redirect(response: ServerResponse, status: number, to: string, cookies: readonly string[]): void {
  response.writeHead(status, { ...headers, location: to, 'set-cookie': [...cookies], 'content-length': 0 });
  response.end();
}

function send(response: ServerResponse, page: Page, own: Readonly<Record<string, string>> = {}): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(page.status, {
    ...headers,
    'content-security-policy': pagePolicies.still,
    ...own,
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(page.html),
  });
  response.end(page.html);
}
