import type { Announcement } from '#protocol/announcement.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';

export type Listener = (announcement: Announcement) => void;
export type Announcements = {
  /** Tells everybody who listens, in this turn, after the transaction that made it true. */
  readonly announce: (what: Omit<Announcement, 'at'>) => void;
  readonly listen: (listener: Listener) => Disposable;
};

/** A listener that throws harms neither the others nor the one who announced. */
export function createAnnouncements(clock: Clock, log: Log): Announcements {
  const listeners = new Set<Listener>();
  return {
    announce: (what) => {
      const announcement: Announcement = { at: clock.now(), ...what };
      for (const listener of listeners) {
        try {
          listener(announcement);
        } catch (fault) {
          log.error({ fault, kind: what.kind }, 'somebody could not take an announcement');
        }
      }
    },
    listen: (listener) => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
  };
}
