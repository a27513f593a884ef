import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passes } from 'node:timers/promises';
import { app, nativeTheme, shell } from 'electron';
import type { Language } from '#locales/language.ts';
import type { Platform } from '#platform/select.ts';
import type { Choices, View, WindowState } from '#protocol/tray-window.ts';
import { systemClock, type Clock } from '#runtime/clock.ts';
import type { AgentDoor } from './agent-door.ts';
import { AgentLink } from './agent-link.ts';
import { ChoiceStore } from './choices.ts';
import { DeskKeeper } from './desk-keeper.ts';
import type { DeskEvent } from './desk.ts';
import { Front } from './front.ts';
import { iconState, nextChange, standingToasts } from './icon-state.ts';
import { personsLanguage } from './language.ts';
import { Pace } from './pace.ts';
import { onReturn, presence } from './presence.ts';
import type { Toast } from './presenter.ts';
import { saveLedger } from './save-file.ts';
import { ShownReport } from './shown-report.ts';
import { Teller } from './teller.ts';
import { toastOrder } from './toast-order.ts';
import { Toasts } from './toasts.ts';
import { trayMenu } from './tray-menu.ts';
import { TrayIcon } from './tray-icon.ts';
import { refreshRequests, verbsOf } from './verbs.ts';
import { TrayWindow } from './window.ts';
import { closeStoresDoor, openWindowDoor } from './window-door.ts';
import { windowState } from './window-state.ts';
import { menuWords, tooltip } from './words.ts';

/** Joins the parts: what the agent says becomes icon, notifications and window; what the person does goes back to it. */
export class PersonsTray implements Disposable {
  readonly #platform: Platform;
  readonly #clock: Clock = systemClock;
  readonly #keeper = new DeskKeeper();
  readonly #choices: ChoiceStore;
  readonly #link: AgentLink;
  readonly #toasts = new Toasts();
  readonly #front: Front;
  readonly #teller: Teller;
  readonly #icon: TrayIcon;
  readonly #look: Pace;
  readonly #requests: Pace;
  readonly #shown: ShownReport;
  /** Made with its first opening. */
  #window: TrayWindow | undefined;
  #next: Disposable | undefined;
  /** Long enough without any answer: the icon says that nothing can be checked. */
  #waitedLong = false;

  constructor(platform: Platform, door: AgentDoor, folder: string) {
    this.#platform = platform;
    const clock = this.#clock;
    this.#choices = new ChoiceStore(app.getPath('userData'), clock.now(), closeStoresDoor);
    this.#icon = new TrayIcon({
      os: platform.os,
      icons: join(folder, 'icons'),
      desktop: process.env['XDG_CURRENT_DESKTOP'],
      onOpen: (view) => this.open(view),
    });
    this.#link = new AgentLink({
      door,
      clock,
      random: Math.random,
      onEvent: (event) => this.#heard(event),
      onConnected: () => this.#teller.tellAgain(),
    });
    this.#front = new Front({
      clock,
      window: () => this.#makeWindow(folder),
      stateOf: (view) => this.#stateOf(view),
      onDisplayed: (notices) => this.#teller.displayed(notices),
    });
    this.#teller = new Teller({
      clock,
      desk: () => this.#keeper.desk,
      presence,
      attention: async () => (await (await platform.attention()).read()).state,
      toastsSupported: () => this.#toasts.supported,
      toast: (toast) => this.#toast(toast),
      windowOpen: () => this.#front.isOpen,
      openWindow: (view) => this.#front.open(view, 'quietly'),
      shown: (notice, telling) => void this.#shown.tell(notice, telling),
    });
    this.#look = new Pace(clock, 250, () => this.#show());
    this.#requests = new Pace(
      clock,
      1_000,
      () => void refreshRequests({ link: this.#link, keeper: this.#keeper }),
    );
    this.#shown = new ShownReport({
      request: (message) => this.#link.request(message),
      taken: (notice, telling) => this.#keeper.apply({ type: 'shown', notice, telling }),
      pause: () => passes(1_000),
    });
  }

  /** Settles when it is known whether the agent can be reached; the icon stands from then on, or after two seconds. */
  async start(): Promise<void> {
    this.#keeper.onChange(() => this.#look.ask());
    onReturn(() => this.#teller.look());
    using _patience = this.#clock.after(2_000, () => {
      this.#waitedLong = true;
      this.#look.ask();
    });
    await this.#link.connect();
  }

  /** The person wants to see it. */
  open(view: View): void {
    this.#front.open(view, 'for-the-person');
  }

  [Symbol.dispose](): void {
    this.#next?.[Symbol.dispose]();
    for (const part of [this.#look, this.#requests, this.#teller, this.#front, this.#link])
      part[Symbol.dispose]();
  }

  #heard(event: DeskEvent): void {
    this.#keeper.apply(event);
    // Until all of it is there, the list that is still to come would be told twice or too early.
    if (this.#keeper.desk.reach.state !== 'connected') return;
    if (event.type === 'notice' || event.type === 'reach') this.#teller.look();
    if (event.type === 'notice' && event.notice.kind === 'exemption-answered') this.#requests.ask();
  }

  /** Icon, menu and window as the desk is now. */
  #show(): void {
    const { desk } = this.#keeper;
    // The first try takes a moment: no icon is better than one that frightens.
    if (desk.reach.state === 'connecting' && !this.#waitedLong) return;
    const now = this.#clock.now();
    const state = iconState(desk, now);
    const language = this.#language();
    this.#icon.show({
      state,
      tooltip: tooltip(language, state, desk, now),
      menu: trayMenu(menuWords(language, desk, now)),
    });
    this.#front.changed();
    this.#toasts.keepOnly(standingToasts(desk.notices, now));
    this.#next?.[Symbol.dispose]();
    const next = nextChange(desk, now);
    this.#next = next === undefined ? undefined : this.#clock.after(next - now, () => this.#look.ask());
  }

  #toast(toast: Toast): Promise<'shown' | 'failed'> {
    const person = { language: this.#language(), timeZone: timeZone() };
    const at = { now: this.#clock.now(), markup: this.#platform.os === 'linux' };
    const { view, ...order } = toastOrder(person, toast, at);
    return this.#toasts.show({ ...order, onClick: () => this.open(view) });
  }

  #language(): Language {
    return personsLanguage(this.#choices.current.language, process.env, app.getPreferredSystemLanguages());
  }

  #stateOf(view: View): WindowState {
    const around = {
      view,
      language: this.#language(),
      timeZone: timeZone(),
      choices: this.#choices.current,
      appVersion: app.getVersion(),
    };
    return windowState(this.#keeper.desk, around, this.#clock.now());
  }

  #makeWindow(folder: string): TrayWindow {
    const window = new TrayWindow({
      title: app.getName(),
      preload: join(folder, 'preload.cjs'),
      files: join(folder, 'renderer'),
      icon: join(folder, 'icons/app-128.png'),
      developerTools: !app.isPackaged,
      dark: () => isDark(this.#choices.current.theme),
      onLooked: () => this.#front.looked(),
    });
    this.#window = window;
    const verbs = verbsOf({
      link: this.#link,
      keeper: this.#keeper,
      front: this.#front,
      choices: this.#choices,
      removal: {
        home: homedir(),
        papers: personsFolders.map((name) => app.getPath(name)),
        uninstall: () => this.#platform.uninstall(),
        trash: (path) => shell.trashItem(path),
      },
      now: () => this.#clock.now(),
      onChosen: () => this.#look.ask(),
      openInBrowser: (url) => shell.openExternal(url),
      save: (content) => saveLedger(content, this.#clock.now(), this.#window?.contents),
      pause: () => passes(1_000),
    });
    openWindowDoor(verbs, () => this.#window?.contents);
    return window;
  }
}

/** The panel keeps the system's theme, so the person's choice is not made the program's. */
const isDark = (theme: Choices['theme']): boolean =>
  theme === 'system' ? nativeTheme.shouldUseDarkColors : theme === 'dark';
const personsFolders = ['desktop', 'documents', 'downloads', 'music', 'pictures', 'videos'] as const;
const timeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
