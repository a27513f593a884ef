import { dialAgent, type LocalClient } from '#local-client/client.ts';
import { serveDoors, type DoorOptions, type Doors } from '#agent/localapi/door.ts';
import type { LocalConnection, RequestDoor } from '#platform/local-endpoint/port.ts';
import type { Clock } from '#runtime/clock.ts';
import { silentLog } from '#runtime/log.ts';
import { MemoryEndpoint } from '#test/kit/memory-endpoint.ts';
import { FakeServices } from './fake-services.ts';

export const folder = '/run/portvakt';

/** Time that stands still until the test moves it. */
export class StillClock implements Clock {
  #now = 0;
  #timers: { readonly at: number; readonly call: () => void }[] = [];
  now = (): number => this.#now;
  monotonic = (): number => this.#now;
  after(ms: number, call: () => void): Disposable {
    const timer = { at: this.#now + ms, call };
    this.#timers.push(timer);
    return {
      [Symbol.dispose]: () => {
        this.#timers = this.#timers.filter((one) => one !== timer);
      },
    };
  }
  pass(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { call } of due) call();
  }
}

export type Stage = AsyncDisposable & {
  readonly endpoint: MemoryEndpoint;
  readonly services: FakeServices;
  readonly clock: StillClock;
  readonly doors: Doors;
  /** A caller with that uid; undefined: whom the system does not name. */
  client(uid: number | undefined, door?: RequestDoor): Promise<LocalClient>;
  /** The same, without manners. */
  raw(uid: number | undefined, door?: RequestDoor): Promise<LocalConnection>;
};

export async function openStage(options: Partial<DoorOptions> = {}): Promise<Stage> {
  const endpoint = new MemoryEndpoint();
  const services = new FakeServices();
  const clock = new StillClock();
  const doors = await serveDoors({
    endpoint,
    folder,
    services,
    log: silentLog,
    proofRequired: true,
    clock,
    ...options,
  });
  const as = (uid: number | undefined): void => {
    endpoint.caller = uid === undefined ? undefined : { uid, gid: uid, pid: 1 };
  };
  return {
    endpoint,
    services,
    clock,
    doors,
    client: async (uid, door = 'tray') => {
      as(uid);
      const dialled = await dialAgent(endpoint, door, folder);
      if (!dialled.ok) throw new Error(dialled.fault.code);
      return dialled.value;
    },
    raw: async (uid, door = 'tray') => {
      as(uid);
      const dialled = await endpoint.dial(door, folder);
      if (!dialled.ok) throw new Error(dialled.fault.code);
      return dialled.value;
    },
    [Symbol.asyncDispose]: () => doors[Symbol.asyncDispose](),
  };
}

/** Everything that a raw connection hears, and how it ended. */
export function hearing(connection: LocalConnection): {
  readonly heard: unknown[];
  closed: string | undefined;
} {
  const ear: { readonly heard: unknown[]; closed: string | undefined } = { heard: [], closed: undefined };
  connection.onMessage((message) => ear.heard.push(message));
  connection.onClose((why) => {
    ear.closed = why;
  });
  return ear;
}
