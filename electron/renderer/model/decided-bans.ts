import type { Notice } from '#protocol/notice.ts';

/** One notice for each ban, the newest: it knows who decided. */
export function decidedBans(notices: readonly Notice[]): readonly Notice[] {
  const seen = new Set<string>();
  return notices.filter(({ ban }) => {
    if (seen.has(ban)) return false;
    seen.add(ban);
    return true;
  });
}
