import type { View } from '#protocol/tray-window.ts';

/** Every main page of the window, in the words of the person's language. */
export type MenuWords = {
  readonly status: string;
  readonly notices: string;
  readonly requests: string;
  readonly aboutMe: string;
  readonly settings: string;
};

export type MenuEntry =
  { readonly kind: 'entry'; readonly label: string; readonly view: View } | { readonly kind: 'separator' };

/**
 * The tray's menu: where each entry leads. There is no "quit": the notices and the way out of a ban are the person's own,
 * and who ended them by mistake would be stopped without a word. The session ends the tray, or its packaging does.
 */
export const trayMenu = (words: MenuWords): readonly MenuEntry[] => [
  { kind: 'entry', label: words.status, view: { page: 'overview' } },
  { kind: 'separator' },
  { kind: 'entry', label: words.notices, view: { page: 'notices' } },
  { kind: 'entry', label: words.requests, view: { page: 'requests' } },
  { kind: 'entry', label: words.aboutMe, view: { page: 'about-me' } },
  { kind: 'entry', label: words.settings, view: { page: 'settings' } },
];
