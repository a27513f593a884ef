import type { Notice } from '#protocol/notice.ts';

/** What fits into one local frame (1 MiB) with room to spare. */
const most = 900_000;

/** As many notices as one frame carries, in their order; unread ones are kept before read ones, newer before older. */
export function fittingNotices(notices: readonly Notice[]): Notice[] {
  const kept = new Set<Notice>();
  let bytes = 0;
  const unread = notices.filter(({ acknowledgedAt }) => acknowledgedAt === undefined);
  const read = notices.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined);
  for (const notice of [...unread, ...read]) {
    bytes += Buffer.byteLength(JSON.stringify(notice)) + 1;
    if (bytes > most) break;
    kept.add(notice);
  }
  return notices.filter((notice) => kept.has(notice));
}
