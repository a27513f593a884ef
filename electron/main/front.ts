import type { View, WindowState } from '#protocol/tray-window.ts';
import type { Clock } from '#runtime/clock.ts';
import { Pace } from './pace.ts';
import type { TrayWindow } from './window.ts';

export type FrontOptions = {
  readonly clock: Clock;
  readonly window: () => TrayWindow;
  readonly stateOf: (view: View) => WindowState;
  /** These notices stand before the person's eyes. */
  readonly onDisplayed: (notices: readonly string[]) => void;
};

/** Kinds of which the list says everything; the others are seen when their page is open. */
const toldByList: ReadonlySet<string> = new Set([
  'lifted',
  'removed',
  'exemption-ends-soon',
  'exemption-answered',
]);

/** What the window shows, and that it hears of changes: at once, and at most four times a second. */
export class Front implements Disposable {
  readonly #options: FrontOptions;
  readonly #pace: Pace;
  #window: TrayWindow | undefined;
  #view: View = { page: 'overview' };
  /** The person has just gone to another page, by a button, the menu or a notification. */
  #went = false;

  constructor(options: FrontOptions) {
    this.#options = options;
    this.#pace = new Pace(options.clock, 250, () => this.#push());
  }

  get isOpen(): boolean {
    return this.#window?.isOpen === true;
  }

  state(): WindowState {
    return this.#options.stateOf(this.#view);
  }

  open(view: View, how: 'quietly' | 'for-the-person'): void {
    this.#view = view;
    this.#went = how === 'for-the-person';
    // Made with the first opening: an idle tray carries nothing of it.
    this.#window ??= this.#options.window();
    this.#window.open(how);
    this.changed();
  }

  go(view: View): void {
    this.#view = view;
    this.#went = true;
    this.changed();
  }

  close(): void {
    this.#window?.close();
  }

  changed(): void {
    if (this.isOpen) this.#pace.ask();
  }

  /** The window was opened, or came to the front. */
  looked(): void {
    if (this.#window?.isSeen !== true) return;
    if (this.#view.page === 'notice') this.#options.onDisplayed([this.#view.notice]);
    if (this.#view.page !== 'notices') return;
    const listed = this.state().notices.filter(({ kind }) => toldByList.has(kind));
    this.#options.onDisplayed(listed.map(({ id }) => id));
  }

  [Symbol.dispose](): void {
    this.#pace[Symbol.dispose]();
    this.#window?.close();
  }

  #push(): void {
    this.#window?.push(this.state());
    // What changes in a window that stands somewhere behind others is seen by nobody.
    if (this.#went || this.#window?.isFocused === true) this.looked();
    this.#went = false;
  }
}
