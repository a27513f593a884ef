import type { Removable } from '#protocol/tray-agent.ts';

/**
 * What was found before and what is found now, in the order in which it was first seen: what is gone stays in the list
 * so that the person sees that it is.
 */
export function withRemoved(before: readonly Removable[], now: readonly Removable[]): readonly Removable[] {
  const fresh = new Map(now.map((one) => [one.item, one]));
  const known = new Set(before.map(({ item }) => item));
  return [...before.map((one) => fresh.get(one.item) ?? one), ...now.filter(({ item }) => !known.has(item))];
}

/** The items that were found before and no longer are. */
export const goneItems = (before: readonly Removable[], now: readonly Removable[]): readonly string[] =>
  before.map(({ item }) => item).filter((item) => !now.some((one) => one.item === item));
