import type { Notice } from '#protocol/notice.ts';

/** What fits into one local frame (1 MiB) with room to spare. */
const most = 900_000;

/** As many notices as one frame carries, in their order; unread ones are kept before read ones, newer before older. */
export function fittingNotices(notices: readonly Notice[]): Notice[] {
  const unread = notices.filter(({ acknowledgedAt }) => acknowledgedAt === undefined);
  const read = notices.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined);
  const kept = new Set(fitting([...unread, ...read]));
  return notices.filter((notice) => kept.has(notice));
}

/** The first ones, as many as one frame carries. */
export function fitting<T>(all: readonly T[]): T[] {
  let bytes = 0;
  const tooMany = all.findIndex((one) => {
    bytes += Buffer.byteLength(JSON.stringify(one)) + 1;
    return bytes > most;
  });
  return all.slice(0, tooMany === -1 ? all.length : tooMany);
}
