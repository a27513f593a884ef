import type { Visit } from './visits.ts';

type Kind = 'session' | 'sign-in';
const names = { session: 'portvakt', 'sign-in': 'portvakt-sign-in' } as const;

/**
 * `__Host-` binds a cookie to this very host and to TLS. Browsers take neither prefix nor `Secure` on plain loopback, the
 * one place where the server speaks plainly.
 */
const nameOf = (kind: Kind, secure: boolean): string => `${secure ? '__Host-' : ''}${names[kind]}`;

/**
 * The session is sent with requests of our own pages alone (`Strict`). What begins at `/sign-in` must survive the way
 * back from the provider's pages (`Lax`).
 */
export function cookie(kind: Kind, value: string, secure: boolean, seconds?: number): string {
  return [
    `${nameOf(kind, secure)}=${value}`,
    'Path=/',
    'HttpOnly',
    `SameSite=${kind === 'session' ? 'Strict' : 'Lax'}`,
    ...(secure ? ['Secure'] : []),
    ...(seconds === undefined ? [] : [`Max-Age=${seconds}`]),
  ].join('; ');
}

export const endOfCookie = (kind: Kind, secure: boolean): string => cookie(kind, '', secure, 0);

export function cookieOf(visit: Visit, kind: Kind): string | undefined {
  return visit.cookies.get(nameOf(kind, visit.secure));
}
