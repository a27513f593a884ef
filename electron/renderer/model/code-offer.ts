import type { WindowState } from '#protocol/tray-window.ts';

/** Whether the person can get a code for this ban: `now` where nothing else reaches IT, `also` where the server is reached. */
export function codeOffer(ban: string, { status }: Pick<WindowState, 'status'>): 'now' | 'also' | undefined {
  const standing = status?.bans.find((one) => one.ban === ban);
  if (status === undefined || standing?.mayUseCode !== true) return undefined;
  // What does not block needs no code.
  if (standing.effect !== 'block') return undefined;
  return status.server.connected ? 'also' : 'now';
}
