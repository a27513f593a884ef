export type DayHits = { readonly day: string; readonly hits: number };

/** The last `days` calendar days up to `today` (`2026-11-22`, UTC), each with its hits over all bans, oldest first. */
export function hitsByDay(
  told: readonly { readonly day: string; readonly hits: number }[],
  today: string,
  days = 30,
): readonly DayHits[] {
  const sums = new Map<string, number>();
  for (const { day, hits } of told) sums.set(day, (sums.get(day) ?? 0) + hits);
  const last = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(last - (days - 1 - index) * 86_400_000).toISOString().slice(0, 10);
    return { day, hits: sums.get(day) ?? 0 };
  });
}
