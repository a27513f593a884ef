import type { Notice } from '#protocol/notice.ts';

/** These tell how something ended: having been shown them is enough, nobody has to confirm. */
const tellOnly: ReadonlySet<Notice['kind']> = new Set([
  'exemption-answered',
  'exemption-ends-soon',
  'lifted',
  'removed',
]);

/** Whether a notice still wants something of the person now. One that was put off does not until its time has come. */
export const isNew = (notice: Notice, now: number): boolean =>
  notice.acknowledgedAt === undefined &&
  (notice.remindAt === undefined || notice.remindAt <= now) &&
  (!tellOnly.has(notice.kind) || (notice.news ?? notice.shown === 0));

export type SplitNotices = { readonly fresh: readonly Notice[]; readonly earlier: readonly Notice[] };

/** Both newest first, as they come. */
export const splitNotices = (notices: readonly Notice[], now: number): SplitNotices => ({
  fresh: notices.filter((notice) => isNew(notice, now)),
  earlier: notices.filter((notice) => !isNew(notice, now)),
});
