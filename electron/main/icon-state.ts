import type { Notice } from '#protocol/notice.ts';
import type { IconState } from '#protocol/tray-window.ts';
import type { Desk } from './desk.ts';

/** How long the agent may be without its server before the person is told that the rules may be old. */
export const serverSilenceMs = 86_400_000;

/** What only tells: it has done so once it was shown. Everything else waits for the person's "read". */
const tellsOnly: ReadonlySet<Notice['kind']> = new Set([
  'lifted',
  'removed',
  'exemption-ends-soon',
  'exemption-answered',
]);

/**
 * Whether something was never put before the person, or is to be told again. A closing that nobody saw stays news when
 * it is over, whatever the agent says: whose program is gone must not come back to a desktop that says nothing of it.
 */
export const isNews = (notice: Notice): boolean =>
  (notice.news ?? neverSeen(notice)) || (notice.kind === 'closing' && neverSeen(notice));

const neverSeen = ({ shown, acknowledgedAt }: Notice): boolean => shown === 0 && acknowledgedAt === undefined;

/** Whether the person still has something to do with it, if only to read it. Put off: not before its time. */
export function waitsForPerson(notice: Notice, now: number): boolean {
  if (notice.acknowledgedAt !== undefined) return false;
  if (tellsOnly.has(notice.kind)) return notice.shown === 0 || isNews(notice);
  return notice.remindAt === undefined || notice.remindAt <= now;
}

/** Something was stopped, or not shown. */
export const stoppedSomething = ({ kind, effect }: Notice): boolean =>
  kind === 'block' || kind === 'closing' || (kind === 'web' && effect === 'block');

/** What the icon says. Not being able to check outweighs the rest: what is known may no longer be true. */
export function iconState(desk: Desk, now: number): IconState {
  if (cannotCheck(desk, now)) return 'cannot-check';
  const waiting = desk.notices.filter((notice) => waitsForPerson(notice, now));
  if (waiting.some(stoppedSomething)) return 'blocked';
  return waiting.length > 0 ? 'waiting' : 'fine';
}

function cannotCheck({ reach, status }: Desk, now: number): boolean {
  if (reach.state === 'lost' || status === undefined) return true;
  if (status.state !== 'active') return true;
  const until = silentUntil(status.server);
  return until !== undefined && until <= now;
}

/**
 * When the server's silence begins to matter; undefined while the agent has it. Without any contact so far there is
 * nothing to wait for.
 */
const silentUntil = (server: {
  readonly connected: boolean;
  readonly lastContact?: number;
}): number | undefined =>
  server.connected ? undefined : server.lastContact === undefined ? 0 : server.lastContact + serverSilenceMs;

/**
 * When something changes though nobody says so: a reminder comes due, a closing is over, the server was silent for long.
 * Undefined: nothing does, and no timer need run.
 */
export function nextChange(desk: Desk, now: number): number | undefined {
  const moments = desk.notices
    .filter(({ acknowledgedAt }) => acknowledgedAt === undefined)
    .flatMap(({ remindAt, closesAt }) => [remindAt, closesAt]);
  if (desk.status !== undefined) moments.push(silentUntil(desk.status.server));
  const next = Math.min(...moments.filter((moment) => moment !== undefined && moment > now).map(Number));
  return next === Infinity ? undefined : next;
}

/** Whether its countdown is over. */
export const isOver = ({ kind, closesAt }: Notice, now: number): boolean =>
  kind === 'closing' && closesAt !== undefined && closesAt <= now;

/**
 * A native notification's name. What was read is another one than what was not, and a countdown that is over another than
 * that which ran: by a new name the old one is known to say what is no longer so.
 */
export const toastKey = (notice: Notice, now: number): string =>
  `${notice.id} ${notice.acknowledgedAt ?? 'unread'} ${isOver(notice, now) ? 'over' : 'now'}`;

/** The notifications that still say what is so. */
export function standingToasts(notices: readonly Notice[], now: number): ReadonlySet<string> {
  const keys = new Set(notices.map((notice) => toastKey(notice, now)));
  return notices.some(isNews) ? keys.add('summary') : keys;
}
