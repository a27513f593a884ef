import type { Attention } from '#platform/attention/port.ts';
import type { Notice } from '#protocol/notice.ts';
import type { View } from '#protocol/tray-window.ts';
import { tellingOf } from './desk.ts';
import { isNews, isOver } from './icon-state.ts';
import type { Presence } from './presence.ts';

/** What this process has told of a notice; over restarts the agent's `news` remembers. */
export type Told = {
  readonly telling: string;
  readonly at: number;
  /** It went to a desktop that holds notifications back, or to an idle one: it is told again when the person can see it. */
  readonly muted: boolean;
  /**
   * Whether the window opens for it: for a decision once; `instead` each time that a native notification cannot be shown.
   */
  readonly window: 'not-needed' | 'for-decision' | 'instead' | 'done';
};
export type Memory = ReadonlyMap<string, Told>;

export type Moment = {
  readonly notices: readonly Notice[];
  readonly memory: Memory;
  readonly presence: Presence;
  /** Undefined: nobody has asked the desktop yet. */
  readonly attention: Attention['state'] | undefined;
  /** Whether the system can show native notifications. */
  readonly toasts: boolean;
  readonly windowOpen: boolean;
  readonly now: number;
};

export type Toast =
  | { readonly kind: 'notice'; readonly notice: Notice; readonly quiet: boolean }
  | { readonly kind: 'summary'; readonly notices: readonly string[] };

export type Plan = {
  readonly toasts: readonly Toast[];
  readonly memory: Memory;
  /** Milliseconds until it is worth looking again, because something waits. */
  readonly again: number | undefined;
};

/** More than so many at once become one summary. */
const mostAtOnce = 3;
/** Repeats of a notice within this time replace it without a sound, and no more often than `repeatEveryMs`. */
const quietlyWithinMs = 60_000;
export const repeatEveryMs = 3_000;
/** How often is looked whether the person is back, or may be disturbed again; only while something waits. */
export const waitingMs = 60_000;

/** Which native notifications to show now. Where the system has none, it only notes for which the window is to open. */
export function planToasts(moment: Moment): Plan {
  const { notices, now, presence } = moment;
  const known = new Set(notices.map(({ id }) => id));
  const memory = new Map([...moment.memory].filter(([id]) => known.has(id)));
  const worthTelling = notices.filter((notice) => isWorthTelling(notice, memory.get(notice.id), moment));
  const untold = worthTelling.filter((notice) => canBeTold(notice, moment));
  const tooSoon = untold.filter(({ id }) => sinceTold(memory.get(id), now) < repeatEveryMs);
  const due = untold.filter((notice) => !tooSoon.includes(notice)).toSorted(byUrgency);
  const urgent = due.filter(({ kind }) => kind === 'closing').slice(0, mostAtOnce);
  const rest = due.filter((notice) => !urgent.includes(notice));
  const single = rest.length > mostAtOnce ? urgent : [...urgent, ...rest];
  const toasts: Toast[] = single.map((notice) => ({
    kind: 'notice',
    notice,
    quiet: sinceTold(memory.get(notice.id), now) < quietlyWithinMs,
  }));
  if (single.length < due.length) toasts.push({ kind: 'summary', notices: rest.map(({ id }) => id) });
  for (const notice of due) memory.set(notice.id, toldNow(notice, memory.get(notice.id), moment));
  const waits = tooSoon.map(({ id }) => repeatEveryMs - sinceTold(memory.get(id), now));
  // Who is idle comes back, and so does who wants quiet.
  if (isMuted(memory) || (presence !== 'here' && worthTelling.length > 0)) waits.push(waitingMs);
  return {
    toasts: moment.toasts ? toasts : [],
    memory,
    again: waits.length === 0 ? undefined : Math.max(1, Math.min(...waits)),
  };
}

/** Whether the window opens by itself now, and at what; after the notifications have gone out. */
export function planWindow(moment: Moment): {
  readonly view: View | undefined;
  readonly memory: Memory;
  readonly again: number | undefined;
} {
  const { memory, now } = moment;
  const due = moment.notices.filter((notice) => {
    const wanted = memory.get(notice.id)?.window;
    return wanted === 'instead' || (wanted === 'for-decision' && needsDecision(notice, now));
  });
  if (due.length === 0) return { view: undefined, memory, again: undefined };
  if (moment.presence !== 'here' || moment.attention === 'do-not-disturb')
    return { view: undefined, memory, again: waitingMs };
  const after = new Map(memory);
  for (const { id } of due) {
    const told = memory.get(id);
    if (told !== undefined) after.set(id, { ...told, window: 'done' });
  }
  const [first] = due.toSorted(byUrgency);
  // Somebody who has the window open is not taken elsewhere: the notification and the list say it.
  if (first === undefined || moment.windowOpen) return { view: undefined, memory: after, again: undefined };
  return {
    view: due.length === 1 ? { page: 'notice', notice: first.id } : { page: 'notices' },
    memory: after,
    again: undefined,
  };
}

/** The memory after something more became known of what was told. */
export function amended(memory: Memory, ids: readonly string[], more: Partial<Told>): Memory {
  const after = new Map(memory);
  for (const id of ids) {
    const told = after.get(id);
    if (told !== undefined) after.set(id, { ...told, ...more });
  }
  return after;
}

export const isMuted = (memory: Memory): boolean => [...memory.values()].some((told) => told.muted);

function isWorthTelling(
  notice: Notice,
  told: Told | undefined,
  { attention, now, presence }: Moment,
): boolean {
  if (!isNews(notice)) return false;
  // It was shown while it ran, and has nothing to add.
  if (isOver(notice, now) && notice.shown > 0) return false;
  if (notice.remindAt !== undefined && notice.remindAt > now) return false;
  if (told === undefined || told.telling !== tellingOf(notice)) return true;
  return told.muted && presence === 'here' && attention !== undefined && attention !== 'do-not-disturb';
}

/** Nothing goes to a locked screen, and to an idle one only what cannot wait: a countdown, for who reads or listens there. */
const canBeTold = (notice: Notice, { now, presence }: Moment): boolean =>
  presence === 'here' || (presence === 'idle' && notice.kind === 'closing' && !isOver(notice, now));

/** Milliseconds; where somebody set the clock back, long ago. */
function sinceTold(told: Told | undefined, now: number): number {
  const since = now - (told?.at ?? -Infinity);
  return since < 0 ? Infinity : since;
}

/** A decision that cannot wait until the person looks: what to do before a deadline, and saving one's work. */
const needsDecision = (notice: Notice, now: number): boolean =>
  notice.acknowledgedAt === undefined &&
  ((notice.kind === 'warn' && notice.deadline !== undefined) ||
    (notice.kind === 'closing' && !isOver(notice, now)));

function toldNow(notice: Notice, before: Told | undefined, moment: Moment): Told {
  const told = { telling: tellingOf(notice), at: moment.now, muted: false };
  if (!moment.toasts) return { ...told, window: 'instead' };
  if (before !== undefined && before.window !== 'not-needed') return { ...told, window: before.window };
  return { ...told, window: needsDecision(notice, moment.now) ? 'for-decision' : 'not-needed' };
}

const rank = ({ kind }: Notice): number =>
  kind === 'closing' ? 0 : kind === 'block' || kind === 'web' ? 1 : 2;
const byUrgency = (a: Notice, b: Notice): number => rank(a) - rank(b) || a.createdAt - b.createdAt;
