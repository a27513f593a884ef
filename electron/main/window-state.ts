import type { Language } from '#policy/primitives.ts';
import type { Choices, View, WindowState } from '#protocol/tray-window.ts';
import type { Desk } from './desk.ts';
import { iconState } from './icon-state.ts';

export type Surroundings = {
  readonly view: View;
  readonly language: Language;
  readonly timeZone: string;
  readonly choices: Choices;
  readonly appVersion: string;
};

/** What the window is to show. */
export const windowState = (desk: Desk, around: Surroundings, now: number): WindowState => ({
  view: around.view,
  language: around.language,
  timeZone: around.timeZone,
  choices: around.choices,
  reach: desk.reach,
  icon: iconState(desk, now),
  ...(desk.status === undefined ? {} : { status: desk.status }),
  notices: desk.notices,
  requests: desk.requests,
  appVersion: around.appVersion,
});
