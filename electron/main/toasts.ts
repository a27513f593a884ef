import { Notification } from 'electron';

export type ToastWords = { readonly title: string; readonly body: string };
export type ToastOrder = {
  /** Another one with the same key takes its place. */
  readonly key: string;
  readonly words: ToastWords;
  /** Without a sound. */
  readonly quiet: boolean;
  /** Stays until the person has seen it. */
  readonly urgent: boolean;
  readonly onClick: () => void;
};

/** How long the system may take to accept a notification. */
const acceptedWithinMs = 5_000;

/** Native notifications, at most one per key. */
export class Toasts {
  readonly #open = new Map<string, Notification>();

  get supported(): boolean {
    return Notification.isSupported();
  }

  show(order: ToastOrder): Promise<'shown' | 'failed'> {
    this.close(order.key);
    const toast = new Notification({
      title: order.words.title,
      body: order.words.body,
      silent: order.quiet,
      urgency: order.urgent ? 'critical' : 'normal',
      timeoutType: order.urgent ? 'never' : 'default',
    });
    // Kept: one that is collected as garbage forgets its click.
    this.#open.set(order.key, toast);
    toast.on('click', order.onClick);
    toast.on('close', () => this.#forget(order.key, toast));
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve('failed'), acceptedWithinMs);
      const settle = (result: 'shown' | 'failed'): void => {
        clearTimeout(timer);
        if (result === 'failed') this.#forget(order.key, toast);
        resolve(result);
      };
      toast.once('show', () => settle('shown'));
      toast.once('failed', () => settle('failed'));
      toast.show();
    });
  }

  close(key: string): void {
    const toast = this.#open.get(key);
    this.#open.delete(key);
    toast?.close();
  }

  /** Takes away those that no longer stand for anything. */
  keepOnly(keys: ReadonlySet<string>): void {
    for (const key of [...this.#open.keys()]) if (!keys.has(key)) this.close(key);
  }

  #forget(key: string, toast: Notification): void {
    if (this.#open.get(key) === toast) this.#open.delete(key);
  }
}
