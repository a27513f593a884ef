import { randomInt } from 'node:crypto';
import type { Link, SessionMessage } from '#agent/intake/link.ts';
import type { Outbox } from '#agent/intake/outbox.ts';
import type { PolicyStore, Taking } from '#agent/intake/policy-store.ts';
import type { SignedTime } from '#agent/intake/signed-time.ts';
import type { UsageDays } from '#agent/facts/usage-days.ts';
import type { ExemptionAnswer } from '#policy/exemption.ts';
import type { DeviceClass } from '#policy/facts.ts';
import type { BrowserCoverage, Truth } from '#policy/proof.ts';
import type { AgentToServer } from '#protocol/agent-server.ts';
import { releaseFaults, type ReleaseFaultCode } from '#protocol/fault-codes.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import type { Ledger } from './ledger/port.ts';
import { createPreviewAnswers, type PreviewAnswers } from './preview/preview-answers.ts';
import type { State } from './state/port.ts';
import type { Told } from './told.ts';

export type SessionParts = {
  readonly state: State;
  readonly store: PolicyStore;
  readonly outbox: Outbox;
  readonly ledger: Ledger;
  readonly signedTime: SignedTime;
  readonly usage: UsageDays;
  readonly clock: Clock;
  readonly log: Log;
  readonly link: Pick<Link, 'send' | 'restart'>;
  readonly isHere: (app: string) => boolean;
  /** Whether the catalogue has this app. */
  readonly isKnown: (app: string) => boolean;
  readonly onPolicy: () => void;
  readonly onClockFar: () => void;
  /** The server named a time that was not followed as far. */
  readonly onTimeRefused: () => void;
  /** Keeps how far this device has come. */
  readonly onReached: () => void;
  readonly told: Told;
  readonly deviceClass: () => DeviceClass;
  readonly onAnswer: (answer: ExemptionAnswer) => void;
  /** What codes over the telephone are made from. */
  readonly onOfflineSecret: (secret: string) => void;
  readonly rescan: () => void;
  /** The server asks for a proof of block. */
  readonly prove: () => void;
};

/** What is enforced here, as it is told. */
export type Applied = {
  readonly truth: readonly Truth[];
  /** Undefined where no ban acts on web clients. */
  readonly browsers?: readonly BrowserCoverage[] | undefined;
};

/** What a proven server says, and what the agent does about it. Nothing here can run, fetch or delete anything. */
export interface ServerSession {
  opened(acked: number, at: number): void;
  closed(): void;
  take(message: SessionMessage): void;
  /** Tells the server what is enforced, if that is news in this session. */
  tellApplied(applied: Applied): void;
}

const fragmentsPerMessage = 100;
/** What is enforced, noted and told. More often it changes only where somebody plays with a browser. */
const appliedPerDay = 300;
/** Presence is not watched: that a browser was opened or closed is told no sooner than this after what was told before. */
const countsEveryMs = 3_600_000;
/** In the beginning of a session, which says as much as that, they are told as they come. */
const countsFreeMs = 120_000;
const refusalsPerDay = 500;
/**
 * How far beyond the newest release's own date a server's word on the time counts: bans weaken when their review date
 * passes, and a server that invents the year must not bring that about.
 */
const longestSilenceMs = 400 * 86_400_000;
/** A fragment that was asked for and is not here after this long is reported missing. */
const fragmentDeadlineMs = 60_000;

export function createServerSession(parts: SessionParts): ServerSession {
  parts.state.migrate('server-session', [
    'CREATE TABLE look_seen (id TEXT PRIMARY KEY)',
    'CREATE TABLE preview_day (day INTEGER PRIMARY KEY, asked INTEGER NOT NULL)',
    'DROP TABLE preview_day',
  ]);
  return new Session(parts);
}

const nothingApplied = { text: '', weight: '', at: 0 };

/** What IT must hear of soon: how far the guard reaches, not who sits there. */
const withoutPresence = ({ browser, packaging, policy, silent }: BrowserCoverage): object => ({
  ...{ browser, packaging, policy },
  silent: silent > 0,
});

const isOfBrowsers = ({ channel }: Truth): boolean => channel === 'web' || channel === 'pwa';

/** Why a level is not higher names the browsers of the PC; on a private device they are nobody else's business. */
function withoutBrowsers(one: Truth): Truth {
  const { ban, channel, level } = one;
  return isOfBrowsers(one) ? { ban, channel, level } : one;
}

class Session implements ServerSession {
  readonly #parts: SessionParts;
  readonly #previews: PreviewAnswers;
  #wanted = new Set<string>();
  #deadline: Disposable | undefined;
  /** Until this very connection is left; the next one is not meant. */
  #draining: Disposable | undefined;
  #lastApplied = nothingApplied;
  #laterApplied: Disposable | undefined;
  #openedAt = -Infinity;
  #applied: Applied | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#previews = createPreviewAnswers({
      ...parts,
      noised: (app, isHere) => parts.usage.answer(app, isHere),
      now: () => parts.signedTime.now(),
    });
  }

  opened(acked: number, at: number): void {
    this.#observe(at);
    this.#wanted = new Set();
    this.#lastApplied = nothingApplied;
    this.#openedAt = this.#parts.clock.monotonic();
    this.#ask(this.#parts.store.missing());
    if (this.#applied !== undefined) this.tellApplied(this.#applied);
    this.#parts.outbox.opened(acked);
  }

  closed(): void {
    this.#deadline?.[Symbol.dispose]();
    this.#deadline = undefined;
    this.#draining?.[Symbol.dispose]();
    this.#draining = undefined;
    this.#laterApplied?.[Symbol.dispose]();
    this.#laterApplied = undefined;
    this.#parts.outbox.closed();
  }

  take(message: SessionMessage): void {
    const { ledger, link, outbox, signedTime, store } = this.#parts;
    switch (message.type) {
      case 'release':
        this.#settle(store.offerRelease(message.envelope), 'release');
        return;
      case 'fragment':
        this.#wanted.delete(message.sha256);
        this.#settle(store.offerFragment(message.sha256, message.body), 'fragment');
        return;
      case 'assignment':
        this.#settle(store.offerAssignment(message.envelope, signedTime.now()), 'assignment');
        return;
      case 'pause':
        this.#settle(store.offerPause(message.envelope, signedTime.now()), 'pause');
        return;
      case 'events-ack':
        outbox.acknowledged(message.epoch, message.seq);
        return;
      case 'preview': {
        const result = this.#previews.answer(message);
        if (result === undefined) {
          this.#parts.log.info('a preview is not answered');
          return;
        }
        ledger.append('preview', JSON.stringify(result), signedTime.now());
        link.send(result);
        return;
      }
      case 'ask-answer':
        this.#parts.onAnswer(message.answer);
        return;
      case 'offline-secret':
        this.#parts.onOfflineSecret(message.secret);
        return;
      case 'rescan':
        this.#parts.rescan();
        return;
      case 'prove':
        this.#parts.prove();
        return;
      case 'looks':
        this.#noteLooks(message.looks);
        return;
      case 'drain': {
        const wait = randomInt(message.reconnectWithinSeconds * 1_000 + 1);
        this.#draining?.[Symbol.dispose]();
        this.#draining = this.#parts.clock.after(wait, () => link.restart());
      }
    }
  }

  tellApplied(applied: Applied): void {
    const { clock, deviceClass, link, store, told } = this.#parts;
    const held = store.held();
    if (held === undefined) return;
    this.#applied = applied;
    const isPrivate = deviceClass() === 'private';
    const { browsers } = applied;
    const truth = isPrivate ? applied.truth.map(withoutBrowsers) : applied.truth;
    const message: AgentToServer = {
      type: 'release-applied',
      version: held.release.version,
      assignment: held.assignment.serial,
      truth: truth.slice(0, 3_000),
      ...(browsers === undefined || isPrivate ? {} : { browsers: browsers.slice(0, 40) }),
    };
    const text = JSON.stringify(message);
    if (text === this.#lastApplied.text) return;
    const weight = JSON.stringify({
      ...message,
      // That a level of browsers fell says at home that somebody opened one.
      truth: isPrivate ? truth.filter((one) => !isOfBrowsers(one)) : truth,
      browsers: message.browsers?.map(withoutPresence),
    });
    const now = clock.monotonic();
    const isPresence = weight === this.#lastApplied.weight;
    const isFree = now < this.#openedAt + countsFreeMs;
    if (isPresence && !isFree && now < this.#lastApplied.at + countsEveryMs) {
      this.#laterApplied ??= clock.after(this.#lastApplied.at + countsEveryMs - now, () => {
        this.#laterApplied = undefined;
        if (this.#applied !== undefined) this.tellApplied(this.#applied);
      });
      return;
    }
    if (told.note(message, appliedPerDay) && link.send(message))
      this.#lastApplied = { text, weight, at: now };
  }

  #refuse(fault: ReleaseFaultCode, version: number, detail: string): void {
    const message = { type: 'release-refused', version, fault, detail } as const;
    if (this.#parts.told.note(message, refusalsPerDay)) this.#parts.link.send(message);
  }

  #settle(taking: Taking, what: string): void {
    const { ledger, log, onReached, signedTime, store } = this.#parts;
    onReached();
    if (!taking.ok) {
      const { code, version } = taking.fault;
      log.warn({ code, version, what }, releaseFaults[code]);
      this.#refuse(code, version, `${what}: ${releaseFaults[code]}`);
      return;
    }
    this.#ask(taking.value.missing);
    const held = store.held();
    const signedAt = Math.max(store.release()?.issuedAt ?? 0, held?.assignment.issuedAt ?? 0);
    if (signedAt > signedTime.now()) this.#observe(signedAt);
    if (!taking.value.changed) return;
    if (held !== undefined)
      ledger.append(
        'received',
        JSON.stringify({ release: held.release.version, assignment: held.assignment.serial, what }),
        signedTime.now(),
      );
    this.#parts.onPolicy();
  }

  #ask(missing: readonly string[]): void {
    const fresh = missing.filter((hash) => !this.#wanted.has(hash));
    for (let at = 0; at < fresh.length; at += fragmentsPerMessage) {
      const hashes = fresh.slice(at, at + fragmentsPerMessage);
      if (!this.#parts.link.send({ type: 'fragment-wanted', sha256: hashes })) return;
      for (const hash of hashes) this.#wanted.add(hash);
    }
    this.#deadline?.[Symbol.dispose]();
    this.#deadline = undefined;
    const { clock, store } = this.#parts;
    if (missing.length === 0 && !store.waitsForUnit) return;
    this.#deadline = clock.after(fragmentDeadlineMs, () => {
      const isMissing = store.missing().length > 0;
      if (!isMissing && !store.waitsForUnit) return;
      const fault = isMissing ? 'fragment-missing' : 'unit-unknown';
      this.#refuse(fault, store.highestRelease, releaseFaults[fault]);
      // A later offer of the same fragment is asked for anew.
      this.#wanted = new Set();
    });
  }

  #observe(at: number): void {
    const { onClockFar, onTimeRefused, signedTime, store } = this.#parts;
    const { beyond, localClockFar } = signedTime.observe(at, store.signedByOrganisation + longestSilenceMs);
    if (localClockFar) onClockFar();
    if (beyond) onTimeRefused();
  }

  #noteLooks(looks: Extract<SessionMessage, { type: 'looks' }>['looks']): void {
    const { ledger, signedTime, state } = this.#parts;
    const now = signedTime.now();
    state.transaction(() => {
      for (const look of looks) {
        const added = state.db.prepare('INSERT OR IGNORE INTO look_seen (id) VALUES (?)').run(look.id);
        if (added.changes > 0) {
          // Entries age by their date: one from the future would push all the others out.
          ledger.append('look', JSON.stringify(look), Math.min(look.at, now));
        }
      }
    });
  }
}
