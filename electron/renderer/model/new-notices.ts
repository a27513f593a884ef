import type { Notice } from '#protocol/notice.ts';

/** These tell how something ended: having been shown them is enough, nobody has to confirm. */
const tellOnly: ReadonlySet<Notice['kind']> = new Set([
  'exemption-answered',
  'exemption-ends-soon',
  'lifted',
  'removed',
]);

/** Whether a notice still wants something of the person now. One that was put off does not until its time has come. */
export function isNew(notice: Notice, now: number): boolean {
  if (notice.acknowledgedAt !== undefined) return false;
  if (tellOnly.has(notice.kind)) return notice.shown === 0 || notice.news === true;
  return notice.remindAt === undefined || notice.remindAt <= now;
}

export type SplitNotices = { readonly fresh: readonly Notice[]; readonly earlier: readonly Notice[] };

/** Both newest first, as they come. */
export const splitNotices = (notices: readonly Notice[], now: number): SplitNotices => ({
  fresh: notices.filter((notice) => isNew(notice, now)),
  earlier: notices.filter((notice) => !isNew(notice, now)),
});
