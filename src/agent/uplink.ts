import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { helloMessage, enrolMessage, membershipOf } from '#agent/enrolment/conversation.ts';
import { deviceKey } from '#agent/enrolment/device-key.ts';
import type { MembershipStore } from '#agent/enrolment/membership.ts';
import { createLink, type Link, type LinkOptions, type LinkStatus } from '#agent/intake/link.ts';
import { createOutbox } from '#agent/intake/outbox.ts';
import type { PolicyStore } from '#agent/intake/policy-store.ts';
import type { DeviceIdentityReader } from '#platform/device-identity/port.ts';
import { fail, ok } from '#policy/outcome.ts';
import type { ReportedDeviceFacts } from '#protocol/agent-server.ts';
import type { CloseName } from '#protocol/close-codes.ts';
import type { SigningKey } from '#runtime/signature.ts';
import type { Journal } from './events/port.ts';
import {
  createServerSession,
  type Applied,
  type ServerSession,
  type SessionParts,
} from './server-session.ts';
import { agentVersion } from './version.ts';

export type UplinkParts = Omit<SessionParts, 'store' | 'outbox' | 'link' | 'onReached'> & {
  readonly stateFolder: string;
  readonly journal: Journal;
  readonly membership: MembershipStore;
  readonly identity: DeviceIdentityReader;
  readonly os: ReportedDeviceFacts['os'];
  readonly caFile?: string;
  /** As they are when the server is greeted; `device` is the one that greets. */
  readonly capabilities: (device: string) => readonly string[];
  /** Accounts to be named to the server; undefined where the organisation does not ask for them. */
  readonly accounts: () => readonly string[] | undefined;
  readonly random?: () => number;
  /** The store of the organisation that this device belongs to; undefined before it belongs to one. */
  readonly store: () => PolicyStore | undefined;
  /** This device now belongs to an organisation: its store can be made. */
  readonly onJoined: () => void;
  readonly onChange: () => void;
  /** The conversation failed on this side. */
  readonly onFault: (fault: unknown) => void;
};

/** The agent's side of the conversation with the server, from the first token to every later session. */
export interface Uplink extends AsyncDisposable {
  connect(): Promise<void>;
  status(): LinkStatus;
  /** As the server is told it. */
  hostName(): string;
  tellApplied(reach: Applied): void;
}

const neverTried: LinkStatus = {
  connected: false,
  why: 'no server is known yet',
  lastContact: undefined,
  unknownMessages: 0,
};

export function createUplink(parts: UplinkParts): Uplink {
  return new AgentUplink(parts);
}

class AgentUplink implements Uplink {
  readonly #parts: UplinkParts;
  #link: Link | undefined;
  #session: ServerSession | undefined;
  #outbox: ReturnType<typeof createOutbox> | undefined;
  #facts: ReportedDeviceFacts | undefined;
  #key: SigningKey | undefined;
  #applied: Applied | undefined;
  #connecting = false;

  constructor(parts: UplinkParts) {
    this.#parts = parts;
  }

  async connect(): Promise<void> {
    const { membership, stateFolder } = this.#parts;
    const server = membership.membership()?.server ?? membership.invitation()?.server;
    if (server === undefined || this.#connecting) return;
    this.#connecting = true;
    try {
      this.#facts ??= await this.#readFacts();
      this.#key ??= deviceKey(stateFolder);
      await this.#link?.[Symbol.asyncDispose]();
      this.#link = createLink(this.#options(server));
      this.#link.start();
    } finally {
      this.#connecting = false;
    }
  }

  status(): LinkStatus {
    return this.#link?.status() ?? neverTried;
  }

  hostName(): string {
    return this.#facts?.hostName ?? hostname();
  }

  tellApplied(applied: Applied): void {
    this.#applied = applied;
    try {
      this.#session?.tellApplied(applied);
    } catch (fault) {
      this.#link?.fail(fault);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link?.[Symbol.asyncDispose]();
    this.#outbox?.[Symbol.dispose]();
  }

  #options(server: string): LinkOptions {
    const { caFile, clock, log, random } = this.#parts;
    return {
      server,
      clock,
      log,
      ...(caFile === undefined ? {} : { ca: readFileSync(caFile, 'utf8') }),
      ...(random === undefined ? {} : { random }),
      greet: (challenge, exporter) =>
        this.#greet(challenge, challenge.tlsEndedElsewhere === true ? '' : exporter),
      onWelcome: (welcome) => {
        this.#parts.membership.setStanding('active');
        const session = this.#openSession();
        session?.opened(welcome.acked, welcome.at);
        if (this.#applied !== undefined) session?.tellApplied(this.#applied);
        this.#parts.onChange();
      },
      onEnrolled: (enrolled) => this.#join(enrolled),
      onMessage: (message) => this.#session?.take(message),
      onClosed: (name) => this.#closed(name),
      onFault: this.#parts.onFault,
    };
  }

  #greet(
    challenge: Parameters<LinkOptions['greet']>[0],
    tlsExporter: string,
  ): ReturnType<LinkOptions['greet']> {
    const key = this.#key;
    const facts = this.#facts;
    if (key === undefined || facts === undefined) throw new Error('uplink: greeted before it connects');
    const { journal, membership: members, store: storeOf } = this.#parts;
    const membership = members.membership();
    const isPrivate = members.isPrivate();
    const invitation = members.invitation();
    if (membership === undefined) {
      if (invitation === undefined) return fail('no enrolment token');
      const enrol = enrolMessage(challenge, { invitation, key, isPrivate, facts, tlsExporter });
      if (enrol.ok) this.#parts.told.note({ type: 'enrol', facts, private: isPrivate });
      return enrol.ok ? ok({ message: enrol.value, proves: () => false }) : enrol;
    }
    const store = storeOf();
    const capabilities = [...this.#parts.capabilities(membership.device)];
    const accounts = this.#parts.accounts();
    const hello = helloMessage(challenge, {
      membership,
      key,
      tlsExporter,
      content: {
        facts,
        private: isPrivate,
        release: store?.held()?.release.version ?? store?.release()?.version ?? 0,
        highestRelease: store?.highestRelease ?? 0,
        assignment: store?.assignmentSerial ?? 0,
        epoch: journal.epoch,
        acked: journal.ackedSeq,
        capabilities,
        ...(accounts === undefined ? {} : { accounts: [...accounts] }),
      },
    });
    if (!hello.ok) return hello;
    // The ledger is read by each person of this PC: it says that accounts were named, not which.
    const named = accounts === undefined ? {} : { accounts: accounts.length };
    this.#parts.told.note({ type: 'hello', facts, private: isPrivate, capabilities, ...named });
    const keys = store?.release()?.serverKeys ?? membership.serverKeys;
    return ok({ message: hello.value.message, proves: (welcome) => hello.value.proves(welcome, keys) });
  }

  #join(enrolled: Parameters<LinkOptions['onEnrolled']>[0]): ReturnType<LinkOptions['onEnrolled']> {
    const { membership: members, store } = this.#parts;
    const invitation = members.invitation();
    if (invitation === undefined) return fail('no enrolment token');
    const membership = membershipOf(enrolled, invitation);
    if (!membership.ok) return membership;
    members.join(membership.value);
    this.#parts.onJoined();
    const taken = store()?.offerRelease(enrolled.release);
    if (taken?.ok === false) this.#parts.log.warn({ code: taken.fault.code }, 'first release refused');
    return ok(undefined);
  }

  #openSession(): ServerSession | undefined {
    const { journal, ledger, signedTime, state, store: storeOf } = this.#parts;
    const store = storeOf();
    const link = this.#link;
    if (store === undefined || link === undefined) return undefined;
    this.#outbox ??= createOutbox({
      state,
      journal,
      ledger,
      now: () => signedTime.now(),
      send: (message) => this.#link?.send(message) ?? false,
      onFault: (fault) => this.#link?.fail(fault),
    });
    this.#session = createServerSession({
      ...{ ...this.#parts, store, outbox: this.#outbox, link },
      onReached: () => this.#reached(),
    });
    return this.#session;
  }

  #closed(name: CloseName | undefined): void {
    this.#session?.closed();
    this.#session = undefined;
    if (name === 'revoked') this.#parts.membership.setStanding('revoked');
    if (name === 'awaitingApproval') this.#parts.membership.setStanding('awaiting-approval');
    this.#parts.signedTime.save();
    this.#reached();
    this.#parts.onChange();
  }

  #reached(): void {
    const { membership, signedTime, store } = this.#parts;
    membership.reach({ ...store()?.highMarks, signedTime: signedTime.reached() });
  }

  async #readFacts(): Promise<ReportedDeviceFacts> {
    const read = await this.#parts.identity.read();
    if (!read.ok) this.#parts.log.warn({ why: read.fault.why }, 'the facts about this PC cannot be read');
    const { os } = this.#parts;
    const known = read.ok ? read.value : { hostName: hostname(), osName: '', osVersion: '', model: '', os };
    return {
      hostName: known.hostName,
      os: known.os,
      osName: known.osName,
      osVersion: known.osVersion,
      model: known.model,
      agentVersion,
    };
  }
}
