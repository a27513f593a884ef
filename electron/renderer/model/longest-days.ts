import type { WindowState } from '#protocol/tray-window.ts';

/** How many days may be asked for, where the ban says so. */
export const longestDays = (ban: string, { status, notices }: WindowState): number | undefined =>
  status?.bans.find((one) => one.ban === ban)?.longestDays ??
  notices.find((notice) => notice.ban === ban)?.longestDays;
