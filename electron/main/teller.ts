import type { Attention } from '#platform/attention/port.ts';
import type { Notice } from '#protocol/notice.ts';
import type { View } from '#protocol/tray-window.ts';
import type { Clock } from '#runtime/clock.ts';
import { tellingOf, type Desk } from './desk.ts';
import { isNews } from './icon-state.ts';
import { Pace } from './pace.ts';
import type { Presence } from './presence.ts';
import {
  amended,
  isMuted,
  planToasts,
  planWindow,
  waitingMs,
  type Memory,
  type Moment,
  type Toast,
} from './presenter.ts';

/** What the teller needs of the desktop and of the agent. */
export interface TellerPorts {
  readonly clock: Clock;
  desk(): Desk;
  presence(): Presence;
  attention(): Promise<Attention['state']>;
  toastsSupported(): boolean;
  /** Settles when the system has taken the notification, or could not. */
  toast(toast: Toast): Promise<'shown' | 'failed'>;
  windowOpen(): boolean;
  openWindow(view: View): void;
  /** Tells the agent that this telling was put before the person. */
  shown(notice: string, telling: string): void;
}

/** Puts news before the person: decides by `presenter.ts`, and carries it out. At most four rounds a second. */
export class Teller implements Disposable {
  readonly #ports: TellerPorts;
  readonly #pace: Pace;
  #memory: Memory = new Map();
  /** Tellings that were seen, by notice: the agent is told again until it stops calling them news. */
  readonly #seen = new Map<string, string>();
  #again: Disposable | undefined;
  #running = false;
  #askedMeanwhile = false;

  constructor(ports: TellerPorts) {
    this.#ports = ports;
    this.#pace = new Pace(ports.clock, 250, () => void this.#round());
  }

  /** Something has changed: the notices, or whether the person is there. */
  look(): void {
    this.#pace.ask();
  }

  /** The window shows these notices now. */
  displayed(ids: readonly string[]): void {
    if (this.#ports.presence() !== 'here') return;
    for (const id of ids) {
      const notice = this.#ports.desk().notices.find((one) => one.id === id);
      if (notice === undefined || !isNews(notice)) continue;
      const telling = tellingOf(notice);
      const at = this.#ports.clock.now();
      this.#memory = new Map([...this.#memory, [id, { telling, at, muted: false, window: 'done' }]]);
      this.#see(id, telling);
    }
  }

  /** After a new connection: what was seen while the agent could not be told. */
  tellAgain(): void {
    for (const notice of this.#ports.desk().notices)
      if (isNews(notice) && this.#seen.get(notice.id) === tellingOf(notice))
        this.#ports.shown(notice.id, tellingOf(notice));
  }

  [Symbol.dispose](): void {
    this.#pace[Symbol.dispose]();
    this.#again?.[Symbol.dispose]();
  }

  /** One after the other: reading the desktop's state takes its time. */
  async #round(): Promise<void> {
    if (this.#running) {
      this.#askedMeanwhile = true;
      return;
    }
    this.#running = true;
    try {
      await this.#tell();
    } finally {
      this.#running = false;
    }
    if (this.#askedMeanwhile) {
      this.#askedMeanwhile = false;
      this.look();
    }
  }

  async #tell(): Promise<void> {
    const ports = this.#ports;
    // The first notification goes out without waiting for the desktop's answer, which is only needed for what follows.
    let attention =
      isMuted(this.#memory) && ports.presence() === 'here' ? await this.#attention() : undefined;
    const plan = planToasts(this.#moment(attention));
    this.#memory = plan.memory;
    const sent = plan.toasts.map((toast) => ({ toast, result: this.#toast(toast) }));
    if (attention === undefined && (plan.toasts.length > 0 || this.#windowDue()))
      attention = ports.presence() === 'here' ? await this.#attention() : undefined;
    for (const { toast, result } of sent) this.#settled(toast, await result, attention);
    const window = planWindow(this.#moment(attention));
    this.#memory = window.memory;
    if (window.view !== undefined) ports.openWindow(window.view);
    // What was just held back is not known to the plan.
    const muted = isMuted(this.#memory) ? waitingMs : undefined;
    this.#lookAgainIn(plan.again, window.again, muted);
  }

  /** A desktop that fails at the answer has given none. */
  async #attention(): Promise<Attention['state']> {
    try {
      return await this.#ports.attention();
    } catch (error) {
      console.error('portvakt tray: the desktop does not say whether it wants quiet:', error);
      return 'unknown';
    }
  }

  async #toast(toast: Toast): Promise<'shown' | 'failed'> {
    try {
      return await this.#ports.toast(toast);
    } catch (error) {
      console.error('portvakt tray: no notification:', error);
      return 'failed';
    }
  }

  #settled(toast: Toast, result: 'shown' | 'failed', attention: Attention['state'] | undefined): void {
    const ids = toast.kind === 'notice' ? [toast.notice.id] : toast.notices;
    if (result === 'failed') {
      this.#memory = amended(this.#memory, ids, { window: 'instead' });
      return;
    }
    // Held back by the desktop, or shown to an empty chair: it counts when the person can have seen it.
    const isHeldBack = attention === 'do-not-disturb' || this.#ports.presence() !== 'here';
    if (isHeldBack) this.#memory = amended(this.#memory, ids, { muted: true });
    else if (toast.kind === 'notice') this.#see(toast.notice.id, tellingOf(toast.notice));
  }

  #see(id: Notice['id'], telling: string): void {
    const known = new Set(this.#ports.desk().notices.map((notice) => notice.id));
    for (const old of this.#seen.keys()) if (!known.has(old)) this.#seen.delete(old);
    if (this.#seen.get(id) === telling) return;
    this.#seen.set(id, telling);
    this.#ports.shown(id, telling);
  }

  #windowDue(): boolean {
    return [...this.#memory.values()].some(({ window }) => window === 'for-decision' || window === 'instead');
  }

  #moment(attention: Attention['state'] | undefined): Moment {
    const ports = this.#ports;
    return {
      notices: ports.desk().notices,
      memory: this.#memory,
      presence: ports.presence(),
      attention,
      toasts: ports.toastsSupported(),
      windowOpen: ports.windowOpen(),
      now: ports.clock.now(),
    };
  }

  #lookAgainIn(...waits: readonly (number | undefined)[]): void {
    this.#again?.[Symbol.dispose]();
    this.#again = undefined;
    const wait = Math.min(...waits.map((one) => one ?? Infinity));
    if (wait < Infinity) this.#again = this.#ports.clock.after(wait, () => this.look());
  }
}
