import { afterEvent, emptyDesk, type Desk, type DeskEvent } from './desk.ts';

/** Holds the desk and tells that it changed. */
export class DeskKeeper {
  #desk: Desk = emptyDesk;
  readonly #listeners = new Set<() => void>();

  get desk(): Desk {
    return this.#desk;
  }

  apply(event: DeskEvent): void {
    this.#desk = afterEvent(this.#desk, event);
    for (const listener of this.#listeners) listener();
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }
}
