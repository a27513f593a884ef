import type { Delivery } from '#protocol/console-outlets.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import type { Message, Queue } from './queue.ts';
import type { OutletRow } from './tables.ts';

/** How a try went; never a throw. */
export type Sent = Omit<Delivery, 'at'>;
export type Sender = {
  /** Messages that may go in one try. */
  readonly atOnce: number;
  readonly send: (outlet: OutletRow, messages: readonly Message[], ended: AbortSignal) => Promise<Sent>;
};
export type Deliverer = AsyncDisposable & {
  /** Looks whether something is to be sent; one loop per outlet, so that its messages stay in order. */
  readonly kick: (outlet: string) => void;
};

export type DelivererPorts = {
  readonly clock: Clock;
  readonly log: Log;
  readonly queue: Queue;
  readonly find: (outlet: string) => Promise<OutletRow | undefined>;
  /** Takes in what is to be told by cursor, where there is room. */
  readonly fill: (outlet: OutletRow) => Promise<void>;
  readonly senderOf: (outlet: OutletRow) => Sender;
};

export function createDeliverer({ clock, log, queue, find, fill, senderOf }: DelivererPorts): Deliverer {
  const running = new Map<string, Promise<void>>();
  const again = new Set<string>();
  const timers = new Map<string, Disposable>();
  const ended = new AbortController();

  const loop = async (id: string): Promise<void> => {
    while (!ended.signal.aborted) {
      again.delete(id);
      const outlet = await find(id);
      if (outlet === undefined || outlet.enabled === 0) return;
      await fill(outlet);
      await queue.bound(outlet, clock.now());
      const wait = outlet.next_at - clock.now();
      if (wait > 0) {
        timers.set(
          id,
          clock.after(Math.min(wait, 3_600_000), () => kick(id)),
        );
        return;
      }
      const sender = senderOf(outlet);
      const messages = await queue.head(id, sender.atOnce);
      if (messages.length === 0) {
        if (again.has(id)) continue;
        return;
      }
      const sent = await sender.send(outlet, messages, ended.signal);
      // Cut short by our own end: it is tried anew at the next start.
      if (ended.signal.aborted && !sent.ok) return;
      if (!sent.ok) log.debug({ outlet: id, why: sent.why }, 'another system could not be told');
      await queue.tried(outlet, messages, { at: clock.now(), ...sent });
    }
  };
  const kick = (id: string): void => {
    if (ended.signal.aborted) return;
    again.add(id);
    if (running.has(id)) return;
    timers.get(id)?.[Symbol.dispose]();
    timers.delete(id);
    running.set(
      id,
      loop(id)
        .catch((fault: unknown) => {
          log.error({ fault, outlet: id }, 'messages to another system could not be handled');
          again.delete(id);
        })
        .finally(() => {
          running.delete(id);
          if (again.has(id)) kick(id);
        }),
    );
  };

  return {
    kick,
    [Symbol.asyncDispose]: async () => {
      ended.abort();
      for (const timer of timers.values()) timer[Symbol.dispose]();
      await Promise.all(running.values());
    },
  };
}
