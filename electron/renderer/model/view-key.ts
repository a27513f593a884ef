import type { View } from '#protocol/tray-window.ts';

/** The same for the same page about the same thing. */
export function viewKey(view: View): string {
  switch (view.page) {
    case 'notice':
      return `notice ${view.notice}`;
    case 'ask':
    case 'code':
    case 'remove':
      return `${view.page} ${view.ban}`;
    case 'overview':
    case 'notices':
    case 'requests':
    case 'about-me':
    case 'settings':
      return view.page;
    default:
      return view satisfies never;
  }
}

export const mainPages = ['overview', 'notices', 'requests', 'about-me', 'settings'] as const;
export type MainPage = (typeof mainPages)[number];

/** One of the pages of the navigation; the others are steps that lead back. */
export const mainPageOf = (view: View): MainPage | undefined => mainPages.find((page) => page === view.page);
