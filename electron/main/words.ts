import type { Language } from '#locales/language.ts';
import { text } from '#locales/text.ts';
import type { IconState } from '#protocol/tray-window.ts';
import type { Desk } from './desk.ts';
import { stoppedSomething, waitsForPerson } from './icon-state.ts';
import { shortName } from './short-name.ts';
import type { MenuWords } from './tray-menu.ts';

/** Windows cuts a tooltip off at 127 characters. */
const longestInTooltip = 40;

/** What the menu says. */
export function menuWords(language: Language, desk: Desk, now: number): MenuWords {
  return {
    status: text(language, 'menu.status', {}),
    notices: text(language, 'menu.notices', { count: waiting(desk, now).length }),
    requests: text(language, 'menu.requests', {}),
    aboutMe: text(language, 'menu.about-me', {}),
    settings: text(language, 'menu.settings', {}),
  };
}

/** What the icon says to who points at it, or hears it read. */
export function tooltip(language: Language, state: IconState, desk: Desk, now: number): string {
  const notices = waiting(desk, now);
  switch (state) {
    case 'fine':
    case 'cannot-check':
      return text(language, `tray.${state}`, {});
    case 'waiting':
      return text(language, 'tray.waiting', { count: notices.length });
    case 'blocked':
      return text(language, 'tray.blocked', {
        app: shortName(notices.find(stoppedSomething)?.appName ?? '', longestInTooltip),
      });
    default:
      state satisfies never;
      return '';
  }
}

const waiting = (desk: Desk, now: number): Desk['notices'] =>
  desk.notices.filter((notice) => waitsForPerson(notice, now));
