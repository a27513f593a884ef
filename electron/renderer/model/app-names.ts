import { appNames } from '#locales/app-names.ts';
import type { WindowState } from '#protocol/tray-window.ts';

/** What people call the apps of a ban: as the status says it, else a notice; the ban's own id where neither knows. */
export const namesOfBan = (ban: string, { language, notices, status }: WindowState): string => {
  const known = status?.bans.find((one) => one.ban === ban)?.apps ?? [];
  if (known.length > 0) return appNames(language, known);
  return notices.find((notice) => notice.ban === ban)?.appName ?? ban;
};

/** The name of what a ledger entry means by an id: an app's or a ban's. */
export const nameOf = (id: string, state: WindowState): string | undefined => {
  const app = state.notices.find((notice) => notice.app === id)?.appName;
  const name = app ?? namesOfBan(id, state);
  return name === id ? undefined : name;
};

/** The one app that a sentence about a ban names: the one that was found, where a notice told of it, else the ban's first. */
export const appOf = (
  { apps, ban }: { readonly ban: string; readonly apps: readonly string[] },
  { notices }: WindowState,
): string => notices.find((notice) => notice.ban === ban)?.appName ?? apps[0] ?? ban;
