import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Published } from '#server/policies/index.ts';
import { framesOf, type Frames } from './frames-of-release.ts';
import type { LinkPorts } from './ports.ts';
import type { Session } from './session.ts';

/** Sockets written to in one turn of the event loop; 250 stalled it for 11–16 ms, one loop over 10,000 for 100 ms. */
const sliceSize = 200;
const sweepEveryMs = 1_000;
const drainDeadlineMs = 5_000;
/** Connections that a server takes back in a second, with room to spare. */
const reconnectsPerSecond = 500;

/** All connections of this server, and what is said to many at once. */
export class Hub {
  readonly #ports: LinkPorts;
  readonly #all = new Set<Session>();
  readonly #devices = new Map<string, Session>();
  #frames: Frames | undefined;
  #sweep: Disposable | undefined;
  #draining = false;
  #emptied: (() => void) | undefined;

  constructor(ports: LinkPorts) {
    this.#ports = ports;
    const current = ports.policies.current();
    if (current !== undefined) this.#frames = framesOf(current);
    this.#scheduleSweep();
  }

  frames(): Frames | undefined {
    return this.#frames;
  }

  get connected(): number {
    return this.#devices.size;
  }

  get unproven(): number {
    return this.#all.size - this.#devices.size;
  }

  get draining(): boolean {
    return this.#draining;
  }

  of(device: string): Session | undefined {
    return this.#devices.get(device);
  }

  add(session: Session): void {
    const { clock, limits } = this.#ports;
    // The first ping at a random phase, so that pings of a fleet that came at once are spread.
    session.pingAt = clock.monotonic() + Math.random() * limits.pingSeconds * 1_000;
    this.#all.add(session);
  }

  /** The newest connection of a device counts; an older one is closed. */
  proven(session: Session, device: string): void {
    const older = this.#devices.get(device);
    this.#devices.set(device, session);
    older?.connection.close('replaced');
  }

  remove(session: Session): void {
    this.#all.delete(session);
    const { device } = session;
    if (device !== undefined && this.#devices.get(device) === session) this.#devices.delete(device);
    if (this.#all.size === 0) this.#emptied?.();
  }

  /** Offers a new release to everybody; stops when a newer one came meanwhile. */
  async broadcast(published: Published): Promise<void> {
    const frames = framesOf(published);
    this.#frames = frames;
    await this.#each(
      (session) => session.pushRelease(frames),
      () => this.#frames === frames,
    );
  }

  /** Renews what is older than half its life, of the connected devices. */
  async renewAssignments(): Promise<void> {
    for (const session of [...this.#devices.values()]) {
      await session.pushAssignment();
      await nextTurn();
    }
  }

  /** Tells all agents to come back later, closes, and waits until they are gone or time is over. */
  async drain(): Promise<void> {
    this.#draining = true;
    this.#sweep?.[Symbol.dispose]();
    const reconnectWithinSeconds = Math.min(
      3_600,
      Math.max(5, Math.ceil(this.#all.size / reconnectsPerSecond)),
    );
    await this.#each((session) => {
      if (session.device !== undefined) session.connection.send({ type: 'drain', reconnectWithinSeconds });
      session.connection.close('draining');
    });
    if (this.#all.size === 0) return;
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, drainDeadlineMs);
      this.#emptied = () => {
        clearTimeout(late);
        resolve();
      };
    });
    for (const session of this.#all) session.connection.terminate();
  }

  async #each(call: (session: Session) => void, goOn: () => boolean = () => true): Promise<void> {
    const sessions = [...this.#all];
    for (let at = 0; at < sessions.length && goOn(); at += sliceSize) {
      for (const session of sessions.slice(at, at + sliceSize)) call(session);
      await nextTurn();
    }
  }

  #scheduleSweep(): void {
    this.#sweep = this.#ports.clock.after(sweepEveryMs, () => {
      this.#sweepOnce();
      if (!this.#draining) this.#scheduleSweep();
    });
  }

  #sweepOnce(): void {
    const { clock, limits } = this.#ports;
    const now = clock.monotonic();
    for (const session of this.#all) {
      if (now - session.connection.lastHeard > limits.silenceSeconds * 1_000)
        session.connection.close('silent');
      else if (now >= session.pingAt) {
        session.pingAt = now + limits.pingSeconds * 1_000;
        session.connection.ping();
      }
    }
  }
}
