import { isDay } from './typed.ts';

export type Period = { readonly from: string; readonly to: string };

/** The whole month before the one that `today` (`2026-11-22`) is in. */
export function lastMonth(today: string): Period {
  const [year = 0, month = 1] = today.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 2, 1));
  const last = new Date(Date.UTC(year, month - 1, 0));
  return { from: first.toISOString().slice(0, 10), to: last.toISOString().slice(0, 10) };
}

/** What the address asks for; whatever is no day is that of the month before. */
export function periodIn(search: { readonly [name: string]: string }, today: string): Period {
  const usual = lastMonth(today);
  const { from, to } = search;
  return {
    from: from !== undefined && isDay(from) ? from : usual.from,
    to: to !== undefined && isDay(to) ? to : usual.to,
  };
}

export const isPeriod = ({ from, to }: Period): boolean => isDay(from) && isDay(to) && from <= to;

/** The length of a bar for a number that may not be told: then that of the middle of what it can be. */
export const barOf = (reported: number | { readonly under: number }): number =>
  typeof reported === 'number' ? reported : reported.under / 2;
