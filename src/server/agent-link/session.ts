import type { Static } from 'typebox';
import type { ExemptionAnswer } from '#policy/exemption.ts';
import type { AgentToServer, Enrol, Events, FragmentWanted, Hello } from '#protocol/agent-server.ts';
import type { DeviceRow } from '#server/devices/index.ts';
import type { SignedPause } from '#server/rollouts/index.ts';
import type { Connection } from './connection.ts';
import { batchOf } from './event-rows.ts';
import type { Hub } from './hub.ts';
import type { LinkPorts } from './ports.ts';
import { isCanonicalKey, newNonce, prove, proves, type SessionGround } from './proof.ts';

/** Rows of one device on their way to the store, above which its socket is not read. */
const mostRowsWaiting = 5_000;
const retryAfterSeconds = 60;

type Proven = {
  readonly device: string;
  readonly private: boolean;
  readonly epoch: string;
};

/** The conversation with one agent: challenge, proof, and then whatever brings the device in line. */
export class Session {
  readonly connection: Connection;
  readonly #ports: LinkPorts;
  readonly #hub: Hub;
  readonly #ground: SessionGround;
  /** Until it answers; a timer that is over is not kept for each of thousands. */
  #deadline: Disposable | undefined;
  #answered = false;
  #proven: Proven | undefined;
  /** What it said that it applies. */
  #applied = 0;
  /** What it was offered, or holds. */
  #release = 0;
  #releaseWaits = false;
  #assignment = 0;
  #looksOnTheWay = false;
  #rowsWaiting = 0;
  /** Monotonic milliseconds of the next ping. */
  pingAt = 0;

  constructor(connection: Connection, exporter: string, ports: LinkPorts, hub: Hub) {
    this.connection = connection;
    this.#ports = ports;
    this.#hub = hub;
    this.#ground = { organisation: ports.organisationId, serverNonce: newNonce(), tlsExporter: exporter };
    this.#deadline = ports.clock.after(ports.limits.proofDeadlineMs, () => {
      if (!this.#answered) connection.close('proofDeadline');
    });
  }

  start(): void {
    this.connection.listen({
      message: (message) => this.#handle(message),
      closed: () => {
        this.#inTime();
        this.#hub.remove(this);
      },
    });
    const { organisation, serverNonce: nonce } = this.#ground;
    this.connection.send({
      type: 'challenge',
      organisation,
      nonce,
      ...(this.#ports.bindTls ? {} : { tlsEndedElsewhere: true }),
    });
  }

  get device(): string | undefined {
    return this.#proven?.device;
  }

  /**
   * Offers the release that the device is to hold; an agent that still reads earlier frames gets it when it has caught
   * up. A device that holds a later one, from a ring it was in before, keeps it: nobody is ever offered a lower version.
   */
  pushRelease(): void {
    if (this.#proven === undefined) return;
    const frames = this.#hub.framesFor(this.#proven.device);
    if (frames === undefined || this.#release === frames.version) return;
    const newest = this.#ports.policies.current()?.version ?? 0;
    if (this.#release > frames.version && this.#release <= newest) return;
    if (this.connection.congested) {
      if (this.#releaseWaits) return;
      this.#releaseWaits = true;
      this.connection.onceDrained(() => {
        this.#releaseWaits = false;
        this.pushRelease();
      });
      return;
    }
    this.#release = frames.version;
    this.connection.sendFrame(frames.release);
  }

  /** Sends the assignment if it is not the one that the device holds. */
  async pushAssignment(): Promise<void> {
    const device = await this.#row();
    if (device === undefined || device.state !== 'active') return;
    const { serial, envelope } = await this.#ports.assignments.of(device, this.#assignment);
    if (serial === this.#assignment) return;
    this.#assignment = serial;
    this.connection.send({ type: 'assignment', envelope });
  }

  /** Not to an agent that would refuse it: its own release allows no pause so long. */
  pushPause(pause: SignedPause): void {
    if (this.#proven === undefined) return;
    const frames = this.#hub.framesFor(this.#proven.device);
    if (frames !== undefined && pause.lengthMs <= frames.longestPauseMs)
      this.connection.sendFrame(this.#hub.pauseFrame(pause));
  }

  tellAnswer(answer: ExemptionAnswer): void {
    if (this.#proven !== undefined) this.connection.send({ type: 'ask-answer', answer });
  }

  /** Tells the device who looked at it; what is told counts as told when a pong came after it. */
  async pushLooks(): Promise<void> {
    if (this.#proven === undefined || this.#looksOnTheWay) return;
    const { looks } = this.#ports;
    const waiting = await looks.waiting(this.#proven.device);
    if (waiting.length === 0 || !this.connection.open) return;
    this.#looksOnTheWay = true;
    this.connection.send({ type: 'looks', looks: waiting });
    this.connection.whenReceived(() => {
      looks
        .delivered(waiting.map(({ id }) => id))
        .then(() => {
          this.#looksOnTheWay = false;
          return this.pushLooks();
        })
        .catch((fault: unknown) => this.#ports.log.error({ fault }, 'looks could not be marked as told'));
    });
  }

  #inTime(): void {
    this.#deadline?.[Symbol.dispose]();
    this.#deadline = undefined;
  }

  async #handle(message: AgentToServer): Promise<void> {
    if (this.#proven === undefined) {
      if (this.#answered) return this.connection.close('outOfTurn');
      this.#answered = true;
      // From here on it is the server that lets wait: thousands may have come at once.
      this.#inTime();
      if (message.type === 'enrol') return this.#hub.admit(() => this.#enrol(message));
      if (message.type === 'hello') return this.#hub.admit(() => this.#hello(message));
      return this.connection.close('outOfTurn');
    }
    const { device, private: isPrivate } = this.#proven;
    switch (message.type) {
      case 'enrol':
      case 'hello':
        return this.connection.close('outOfTurn');
      case 'fragment-wanted':
        return this.#sendFragments(message);
      case 'release-applied':
        this.#release = message.version;
        if (message.version !== this.#applied) {
          this.#applied = message.version;
          this.#ports.rollouts.applied(device, message.version);
        }
        // A private device has no business telling of its browsers.
        return this.#ports.devices.applied(device, message, !isPrivate);
      case 'release-refused':
        this.#ports.log.warn({ device, version: message.version, fault: message.fault }, 'release refused');
        return this.#ports.devices.refused(device, message);
      case 'events':
        return this.#store(message, this.#proven);
      case 'preview-result':
        return this.#ports.previews.answer(device, message);
      default:
        return message satisfies never;
    }
  }

  async #enrol(message: Static<typeof Enrol>): Promise<void> {
    const { connection } = this;
    if (!connection.open) return undefined;
    if (message.organisation !== this.#ground.organisation) return connection.close('foreignOrganisation');
    const rest = { role: 'enrol', device: message.deviceKey, deviceNonce: message.nonce } as const;
    if (!isCanonicalKey(message.deviceKey) || !proves(message.deviceKey, this.#ground, rest, message.proof))
      return connection.close('notProven');
    const { devices, policies, rollouts } = this.#ports;
    await rollouts.ready();
    if (policies.current() === undefined) {
      connection.send({ type: 'retry', afterSeconds: retryAfterSeconds });
      return connection.close('later');
    }
    const enrolled = await this.#ports.enrol(message);
    if (!enrolled.ok) return connection.close(enrolled.fault);
    const row = await devices.find(enrolled.value.device);
    if (row !== undefined) rollouts.heard(row);
    const target = rollouts.targetOf(enrolled.value.device);
    if (target === undefined) return connection.close('serverFault');
    connection.send({
      type: 'enrolled',
      device: enrolled.value.device,
      organisation: this.#ground.organisation,
      state: enrolled.value.state,
      organisationKey: this.#ports.organisationKey,
      release: target.envelope,
    });
    return connection.close('enrolled');
  }

  async #hello(message: Static<typeof Hello>): Promise<void> {
    const { connection } = this;
    const { devices, policies, events, clock, rollouts, serverKey } = this.#ports;
    if (!connection.open) return undefined;
    const known = await devices.find(message.device);
    if (known === undefined) return connection.close('unknownDevice');
    const rest = { device: message.device, deviceNonce: message.nonce } as const;
    if (!proves(known.device_key, this.#ground, { ...rest, role: 'device' }, message.proof))
      return connection.close('notProven');
    if (known.state === 'revoked') return connection.close('revoked');
    if (known.state === 'awaiting-approval') return connection.close('awaitingApproval');
    const row = await devices.heard(known, message);
    const acked = await events.acked(known.id, message.epoch);
    await rollouts.ready();
    if (!connection.open) return undefined;
    rollouts.heard(row);
    this.#proven = { device: known.id, private: message.private, epoch: message.epoch };
    this.#release = message.release;
    this.#applied = message.release;
    this.#assignment = message.assignment;
    connection.proven();
    this.#hub.proven(this, known.id);
    connection.send({
      type: 'welcome',
      proof: prove(serverKey, this.#ground, { ...rest, role: 'server' }),
      key: serverKey.publicKey,
      acked,
      at: clock.now(),
    });
    await policies.noteHighest(Math.max(message.highestRelease, message.release));
    await this.#tellOfflineSecret(known.id, message.capabilities);
    await this.#align(known.id);
    return undefined;
  }

  /** Before anything else: a connection that is lost soon was enough to make codes possible. */
  async #tellOfflineSecret(device: string, capabilities: readonly string[]): Promise<void> {
    const secret = await this.#ports.offlineSecrets.wantedBy(device, capabilities);
    if (secret !== undefined) this.connection.send({ type: 'offline-secret', secret });
  }

  async #align(device: string): Promise<void> {
    this.pushRelease();
    await this.pushAssignment();
    for (const pause of this.#ports.pauses.toTell()) this.pushPause(pause);
    for (const answer of await this.#ports.exemptions.answersFor(device)) this.tellAnswer(answer);
    await this.pushLooks();
  }

  async #sendFragments({ sha256 }: Static<typeof FragmentWanted>): Promise<void> {
    for (const hash of sha256) {
      const frame = this.#hub.fragment(hash);
      if (frame !== undefined) this.connection.sendFrame(frame);
      await this.connection.drained();
    }
  }

  async #store(message: Static<typeof Events>, proven: Proven): Promise<void> {
    if (message.epoch !== proven.epoch) return this.connection.close('outOfTurn');
    const { clock, ingest } = this.#ports;
    const batch = batchOf(message, { id: proven.device, private: proven.private }, clock.now());
    if (batch === undefined) return this.connection.close('malformed');
    const rows = message.events.length;
    this.#rowsWaiting += rows;
    const stored = ingest.store(batch).then((result) => {
      this.#rowsWaiting -= rows;
      if (result.ok) this.connection.send({ type: 'events-ack', epoch: message.epoch, seq: result.value });
      else this.connection.close('serverFault');
    });
    // The next message may come meanwhile; only a device with much under way waits for its commit.
    if (this.#rowsWaiting >= mostRowsWaiting) await stored;
    return undefined;
  }

  async #row(): Promise<DeviceRow | undefined> {
    return this.#proven === undefined ? undefined : this.#ports.devices.find(this.#proven.device);
  }
}
