import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ServerToAgent } from '#protocol/agent-server.ts';
import type { Published } from '#server/policies/index.ts';
import type { SignedPause } from '#server/rollouts/index.ts';
import { createAdmission } from './admission.ts';
import type { Connection } from './connection.ts';
import { frameOf, framesOf, type Frames } from './frames-of-release.ts';
import type { LinkPorts } from './ports.ts';
import type { Session } from './session.ts';

/** Sockets written to in one turn of the event loop; 250 stalled it for 11–16 ms, one loop over 10,000 for 100 ms. */
const sliceSize = 200;
const sweepEveryMs = 1_000;
const drainDeadlineMs = 5_000;
/** Devices whose proof is examined at once. */
const admittedAtOnce = 16;
/** Connections that a server takes back in a second, with room to spare. */
const reconnectsPerSecond = 500;

/** All connections of this server, and what is said to many at once. */
export class Hub {
  /** Examines who arrives, a few at a time. */
  readonly admit = createAdmission(admittedAtOnce);
  readonly #ports: LinkPorts;
  readonly #all = new Set<Session>();
  readonly #devices = new Map<string, Session>();
  /** Of no use, and not gone yet. */
  readonly #turnedAway = new Set<Connection>();
  /** Made once per release, and gone with it. */
  readonly #frames = new WeakMap<Published, Frames>();
  readonly #pauseFrames = new WeakMap<SignedPause, Buffer>();
  #offers = 0;
  #publishing: Promise<void> = Promise.resolve();
  #sweep: Disposable | undefined;
  #draining = false;
  #emptied: (() => void) | undefined;

  constructor(ports: LinkPorts) {
    this.#ports = ports;
    this.#scheduleSweep();
  }

  /** Of the release that this device is to hold now. */
  framesFor(device: string): Frames | undefined {
    const target = this.#ports.rollouts.targetOf(device);
    return target === undefined ? undefined : this.#framesOf(target);
  }

  /** A fragment of any release that devices are to hold now. */
  fragment(sha256: string): Buffer | undefined {
    for (const published of this.#ports.rollouts.live()) {
      const frame = this.#framesOf(published).fragment(sha256);
      if (frame !== undefined) return frame;
    }
    return undefined;
  }

  get connected(): number {
    return this.#devices.size;
  }

  get unproven(): number {
    return this.#all.size - this.#devices.size + this.#turnedAway.size;
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

  /** Closes a connection that speaks no version of the protocol; until it is gone it counts as unproven. */
  turnAway(connection: Connection): void {
    this.#turnedAway.add(connection);
    connection.listen({
      message: () => undefined,
      closed: () => void this.#turnedAway.delete(connection),
    });
    connection.close('versionNotSpoken');
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

  /** Offers everybody what he is to hold now, one offer after the other; stops when a newer one came meanwhile. */
  offerReleases(): Promise<void> {
    this.#offers += 1;
    const offer = this.#offers;
    const done = this.#publishing.then(() => this.#offer(() => this.#offers === offer && !this.#draining));
    // Whoever called hears of the fault; the next offer goes out all the same.
    this.#publishing = done.catch(() => undefined);
    return done;
  }

  /** Tells everybody of a pause, in one shared frame. */
  async tellPause(pause: SignedPause): Promise<void> {
    await this.#each((session) => session.pushPause(pause));
  }

  pauseFrame(pause: SignedPause): Buffer {
    const known = this.#pauseFrames.get(pause) ?? frameOf(pause.message);
    this.#pauseFrames.set(pause, known);
    return known;
  }

  /** Sends one shared frame to those of these devices that are connected; resolves with who they are. */
  async ask(message: ServerToAgent, devices: ReadonlySet<string>): Promise<string[]> {
    const frame = frameOf(message);
    const asked: string[] = [];
    await this.#each((session) => {
      const { device } = session;
      if (device === undefined || !devices.has(device) || this.of(device) !== session) return;
      session.connection.sendFrame(frame);
      asked.push(device);
    });
    return asked;
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
    await this.#publishing;
    for (const connection of this.#turnedAway) connection.terminate();
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

  /** First the devices whose unit is no more hear where they belong: with the new release alone they would have no ban. */
  async #offer(newest: () => boolean): Promise<void> {
    if (!newest()) return;
    try {
      await this.#reassignOrphans();
    } catch (fault) {
      this.#ports.log.error({ fault }, 'devices of units that are no more could not be moved');
    }
    await this.#each((session) => session.pushRelease(), newest);
  }

  #framesOf(published: Published): Frames {
    const known = this.#frames.get(published);
    if (known !== undefined) return known;
    const made = framesOf(published);
    this.#frames.set(published, made);
    return made;
  }

  async #reassignOrphans(): Promise<void> {
    const moved = [...(await this.#ports.moveOrphans()), ...(await this.#ports.rollouts.uprooted())];
    for (let at = 0; at < moved.length; at += sliceSize) {
      const here = moved.slice(at, at + sliceSize).flatMap((device) => this.of(device) ?? []);
      await Promise.all(here.map((session) => session.pushAssignment()));
      await nextTurn();
    }
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
