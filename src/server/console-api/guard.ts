import type { IncomingMessage } from 'node:http';
import { timingSafeEqual } from 'node:crypto';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Operation } from '#protocol/console-operation.ts';
import { csrfHeader } from '#protocol/console-sessions.ts';
import type { Caller, Visit } from '#server/sessions/index.ts';
import type { Refusal } from '#server/store/refusal.ts';

/**
 * Whether the request is meant: what changes something must not come from a page of somebody else, which the browser
 * would send with our cookie. Who shows a token of their own needs no proof: no page has it.
 */
export function guard(
  request: IncomingMessage,
  { method, role }: Operation,
  { samePage }: Visit,
  caller: Caller | undefined,
): Outcome<void, Refusal> {
  if (method === 'GET' || (caller !== undefined && caller.session === undefined)) return ok(undefined);
  if (samePage === false) return fail({ problem: 'foreign-page' });
  // Before somebody is signed in there is no session whose header could be known.
  if (role === 'public' || caller?.session === undefined) return ok(undefined);
  // Browsers say where a request comes from; one that does not is none that signed in here.
  if (samePage === undefined) return fail({ problem: 'foreign-page', detail: 'Origin is missing' });
  return sameText(request.headers[csrfHeader], caller.session.csrf)
    ? ok(undefined)
    : fail({ problem: 'foreign-page', detail: `${csrfHeader} is missing or of another session` });
}

function sameText(given: string | string[] | undefined, expected: string): boolean {
  if (typeof given !== 'string') return false;
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
