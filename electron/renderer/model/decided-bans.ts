import { appNames } from '#locales/app-names.ts';
import type { Notice } from '#protocol/notice.ts';
import type { WindowState } from '#protocol/tray-window.ts';

export type DecidedBan = Pick<Notice, 'ban' | 'appName' | 'basis'>;

/** Who decided each ban: those that act here, and those of which only a notice is left. */
export function decidedBans({ language, notices, status }: WindowState): readonly DecidedBan[] {
  const decided = new Map<string, DecidedBan>();
  for (const { apps, ban, basis } of status?.bans ?? [])
    if (basis !== undefined) decided.set(ban, { ban, appName: appNames(language, apps) || ban, basis });
  for (const notice of notices) if (!decided.has(notice.ban)) decided.set(notice.ban, notice);
  return [...decided.values()];
}
