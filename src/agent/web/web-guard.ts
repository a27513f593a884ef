import type { NoticeContent } from '#agent/notices/port.ts';
import { languageOf, type Person } from '#locales/person.ts';
import type { BrowserPolicy, DesiredBrowserState, RecogniseBrowser } from '#platform/browser-policy/port.ts';
import type { LocalEndpoint } from '#platform/local-endpoint/port.ts';
import type { ProcessOrigin } from '#platform/process-origin/port.ts';
import type { ProcessRef, ProcessSnapshot } from '#platform/processes/port.ts';
import type { GraceRecord } from '#policy/decide-input.ts';
import { webRuling, type Ruling } from '#policy/decide.ts';
import type { Effect } from '#policy/ban.ts';
import type { EffectiveBan } from '#policy/effective.ts';
import type { BrowserCoverage } from '#policy/proof.ts';
import type { AgentFaultCode } from '#protocol/fault-codes.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import { accountRules } from './account-rules.ts';
import { BrowserDoor } from './browser-door.ts';
import { BrowserWatch, type BrowserName, type PolicyReport } from './browser-watch.ts';
import { coverageOf, withoutHost } from './coverage.ts';
import { HappenedFilter, type WebSight } from './happened.ts';
import { PolicyWriter } from './policy-writer.ts';
import { Revisions, ruleMessages, type RulesMessage } from './rule-messages.ts';
import type { Happened, WebVisit } from './visit.ts';
import type { WebCatalogue } from './web-catalogue.ts';
import { deviceBlock, webBansOf, webDecisions, type WebDecision, type WebInput } from './web-rules.ts';

/** What is installed for browsers on this PC, apart from the rules. */
export type WebInstallation = Pick<DesiredBrowserState, 'extension' | 'nativeHost'>;

export type WebGuardParts = {
  readonly inForce: () => Pick<WebInput, 'policy' | 'exemptions' | 'pauses'> | undefined;
  readonly graces: () => readonly GraceRecord[];
  /** Accounts of people. */
  readonly people: () => readonly string[];
  readonly nameOf: (uid: number) => string;
  /** Whether this account was shown the information of this ban, in the tray or in a browser. */
  readonly wasInformed: (ban: string, account: string) => boolean;
  readonly contentOf: (ban: string, app: string | undefined) => NoticeContent | undefined;
  readonly catalogue: WebCatalogue;
  readonly installation: WebInstallation;
  readonly browserPolicy: BrowserPolicy;
  readonly recognise: RecogniseBrowser;
  readonly origin: ProcessOrigin;
  readonly alive: (process: ProcessRef) => boolean;
  /** Accounts whose browsers are the agent's own doing. */
  readonly isOwn: (uid: number) => boolean;
  /** Somebody met a rule in a browser. */
  readonly onSight: (sight: WebSight) => void;
  /** How far the guard reaches may be another than before. */
  readonly onReach: () => void;
  /** A policy stands in the browsers that were found. */
  readonly onWritten: (report: PolicyReport) => void;
  /** No ban reaches browsers any longer. */
  readonly onOff: () => void;
  readonly report: (code: AgentFaultCode, cause?: unknown) => void;
  readonly clock: Clock;
  readonly log: Log;
  /** Signed time, epoch ms. */
  readonly now: () => number;
  /** At the end nothing of it is left in any browser; otherwise everything stays, and blocks on. */
  readonly removeAtEnd: boolean;
};

/** What a ban that covers browsers does on this device. */
export type WebStanding = {
  readonly ban: string;
  readonly effect: Effect;
  readonly held: boolean;
  /** It covers web clients, and pages of its apps are known. */
  readonly web: boolean;
};

/** The web guard of one PC. */
export class WebGuard implements AsyncDisposable {
  readonly watch: BrowserWatch;
  readonly door: BrowserDoor;
  readonly #parts: WebGuardParts;
  readonly #writer: PolicyWriter;
  readonly #filter = new HappenedFilter();
  readonly #revisions: Revisions;
  readonly #disturbed: Disposable;
  #isOn = false;
  #isOver = false;
  /** Finished messages by account and language, until anything changes. */
  #messages = new Map<string, readonly RulesMessage[]>();

  constructor(parts: WebGuardParts) {
    this.#parts = parts;
    const { alive, browserPolicy, clock, isOwn, log, nameOf, onReach, origin, recognise } = parts;
    this.#revisions = new Revisions(Math.floor(parts.now() / 1_000));
    this.watch = new BrowserWatch({ recognise, alive, clock, isOwn, onChange: onReach });
    this.door = new BrowserDoor({
      ...{ nameOf, origin, clock, log, watch: this.watch },
      onHello: (visit) => this.#serve(visit),
      onHappened: (visit, happened) => this.#happened(visit, happened),
    });
    this.#writer = new PolicyWriter({
      browserPolicy,
      onWritten: (report, desired) => this.#written(report, desired),
      onFault: (fault) => {
        parts.report('browser-policy-failed', fault);
        onReach();
      },
    });
    this.#disturbed = browserPolicy.onDisturbed(({ kind, path, restored }) => {
      log.warn({ kind, path, restored }, 'what the web guard put there was touched');
      parts.report(kind === 'shadowed' ? 'native-host-shadowed' : 'browser-policy-disturbed');
    });
  }

  async open(endpoint: LocalEndpoint, folder: string): Promise<void> {
    await this.door.open(endpoint, folder);
  }

  /** Brings browsers in line with what holds now. `anew`: browsers may have come or gone. Cheap where nothing changed. */
  refresh(anew = false): void {
    const input = this.#input();
    if (input === undefined || this.#isOver) return;
    this.#messages = new Map();
    const wasOn = this.#isOn;
    this.#isOn = this.#actsHere(input);
    if (!this.#isOn) {
      if (wasOn) for (const visit of this.door.visits) visit.leave();
      // What has Firefox uninstall the extension goes as soon as no profile has it.
      this.#writer.want(undefined, anew);
      this.#parts.onOff();
      if (wasOn) this.#parts.onReach();
      return;
    }
    if (!wasOn) this.watch.begin();
    // Extensions first: they act in a tenth of a second, browsers read their policy after five.
    for (const visit of this.door.visits) this.#serve(visit);
    this.#writer.want(this.#desired(input), anew);
  }

  started(process: ProcessSnapshot): void {
    this.watch.started(process);
  }
  swept(processes: readonly ProcessSnapshot[]): void {
    this.watch.swept(processes);
  }

  /** Undefined while no ban acts on web clients here. */
  coverage(): readonly BrowserCoverage[] | undefined {
    return this.#isOn ? coverageOf(this.#writer.report, this.watch) : undefined;
  }

  /** Browsers in which nothing that rests on the extension works. */
  withoutHost(): readonly BrowserName[] {
    return withoutHost(this.#writer.report);
  }

  /** What was found and written last. */
  get report(): PolicyReport {
    return this.#writer.report;
  }

  /** What a ban does about its web client for one account; undefined where it has none. */
  ruling(ban: string, account: string): Ruling | undefined {
    const input = this.#input();
    const effective = input?.policy.bans.find((one) => one.ban.id === ban);
    return input && effective && this.#rulingOf(effective, account, input);
  }

  /** The same of every ban that reaches web clients. */
  rulingsFor(account: string): ReadonlyMap<string, Ruling> {
    const input = this.#input();
    return new Map(
      input?.policy.bans.flatMap((effective) => {
        const ruling = this.#rulingOf(effective, account, input);
        return ruling === undefined ? [] : [[effective.ban.id, ruling] as const];
      }),
    );
  }

  /** The rulings that act for people, for whoever waits for the next change of one. */
  rulings(): readonly Ruling[] {
    const input = this.#input();
    if (input === undefined) return [];
    const bans = webBansOf(input, this.#parts.catalogue);
    return this.#parts
      .people()
      .flatMap((account) => bans.map(({ effective }) => webRuling(effective, account, input)));
  }

  /** Bans that act on this device, and how far they reach into browsers. */
  standings(): readonly WebStanding[] {
    const input = this.#input();
    if (input === undefined) return [];
    const people = this.#parts.people();
    return input.policy.bans.flatMap((effective) => {
      const { apps, channels, id, matcher } = effective.ban;
      const own = { ...(apps && { apps }), ...(matcher && { matcher }), channels: ['web' as const] };
      // A ban over web apps alone reaches nothing here, and forks are another channel.
      if (channels?.includes('web') === false) return [];
      const { effect } = deviceRuling(effective, input);
      if (effect === 'none') return [];
      const web = this.#parts.catalogue.thingsOf(own).length > 0;
      const isHeld =
        web &&
        people.length > 0 &&
        people.every((one) => webRuling(effective, one, input).effect === 'block');
      return [{ ban: id, effect, held: isHeld, web }];
    });
  }

  async settled(): Promise<void> {
    await this.#writer.settled();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { browserPolicy, log, removeAtEnd } = this.#parts;
    this.#isOver = true;
    if (removeAtEnd) {
      for (const visit of this.door.visits) visit.leave();
      this.#writer.want(undefined, true);
    }
    await this.#writer.settled();
    await this.door[Symbol.asyncDispose]();
    this.watch[Symbol.dispose]();
    this.#disturbed[Symbol.dispose]();
    await browserPolicy[Symbol.asyncDispose]();
    log.debug('the web guard has ended');
  }

  #input(): WebInput | undefined {
    const inForce = this.#parts.inForce();
    return inForce && { ...inForce, grace: this.#parts.graces(), now: this.#parts.now() };
  }

  #rulingOf(effective: EffectiveBan, account: string, input: WebInput): Ruling | undefined {
    const { length } = this.#parts.catalogue.thingsOf(effective.ban);
    return length === 0 ? undefined : webRuling(effective, account, input);
  }

  /** Exemptions and pauses come and go: for them alone, nothing is taken out of browsers that would have to be put back. */
  #actsHere(input: WebInput): boolean {
    return webBansOf(input, this.#parts.catalogue).some(
      ({ effective }) => deviceRuling(effective, input).effect !== 'none',
    );
  }

  #decisionsOf(account: string, input: WebInput): readonly WebDecision[] {
    return webDecisions(account, webBansOf(input, this.#parts.catalogue), input);
  }

  #desired(input: WebInput): DesiredBrowserState {
    const { browsers } = input.policy.organisation;
    const bans = webBansOf(input, this.#parts.catalogue);
    const everyone = this.#parts.people().map((account) => webDecisions(account, bans, input));
    return {
      ...this.#parts.installation,
      block: deviceBlock(everyone),
      settings: {
        privateWindows: browsers?.privateWindows ?? 'leave',
        guestProfiles: browsers?.guestProfiles ?? 'leave',
        userNativeHosts: browsers?.userNativeHosts ?? 'leave',
      },
    };
  }

  #serve(visit: WebVisit): void {
    const { hello, visitor } = visit;
    const input = this.#input();
    if (hello === undefined || input === undefined) return;
    if (!this.#isOn) {
      visit.leave();
      return;
    }
    const language = languageOf(visitor.language, hello.languages);
    const messages = this.#messagesFor(visitor.account, language, input);
    const revision = messages[0]?.revision ?? 0;
    // What it said it has may have been another agent's, so each hello is answered.
    if (visit.sent === revision && hello === visit.answered) return;
    visit.sent = revision;
    visit.answered = hello;
    for (const message of messages) visit.send(message);
  }

  #messagesFor(account: string, language: Person['language'], input: WebInput): readonly RulesMessage[] {
    const key = `${language} ${account}`;
    const ready = this.#messages.get(key);
    if (ready !== undefined) return ready;
    const { contentOf, installation, now, wasInformed } = this.#parts;
    const decisions = this.#decisionsOf(account, input).filter(
      ({ effective, ruling }) => ruling.effect !== 'inform' || !wasInformed(effective.ban.id, account),
    );
    const content = accountRules(decisions, {
      person: { language, timeZone: input.policy.organisation.calendar.timeZone },
      policy: input.policy,
      contentOf,
      extensionVersion: installation.extension.version,
      now: now(),
    });
    const messages = ruleMessages(content, this.#revisions.of(content));
    this.#messages.set(key, messages);
    return messages;
  }

  #happened({ visitor }: WebVisit, happened: Happened): void {
    const input = this.#input();
    if (input === undefined || !this.#isOn) return;
    const { zone } = input.policy;
    const sight = this.#filter.take(visitor.account, happened, this.#decisionsOf(visitor.account, input), {
      now: input.now,
      today: zone.dayOf(input.now),
      startOf: zone.startOf,
    });
    if (sight === undefined) return;
    this.#parts.onSight(sight);
    if (sight.effect === 'inform') this.refresh();
  }

  #written(report: PolicyReport, desired: DesiredBrowserState | undefined): void {
    const { log, onReach, onWritten, report: fault } = this.#parts;
    for (const { kind, packaging, state, hostFault, why = hostFault } of report.written) {
      if (state !== 'failed' && hostFault === undefined) continue;
      log.warn({ kind, packaging, why, hostFault }, 'the policy of a browser is not as it should be');
      fault('browser-policy-failed', why);
    }
    if (desired !== undefined) onWritten(report);
    onReach();
  }
}

/** What a ban does here apart from what single accounts have. */
const deviceRuling = (effective: EffectiveBan, input: WebInput): Ruling => {
  const ruling = webRuling(effective, '', { ...input, exemptions: [], pauses: [], grace: [] });
  const isGrace = ruling.reason === 'grace' || ruling.reason === 'grace-not-started';
  return isGrace ? { effect: 'block', reason: 'blocked' } : ruling;
};
