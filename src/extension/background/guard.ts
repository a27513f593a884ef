import type { AgentToBrowser, WebRule } from '#protocol/browser-agent.ts';
import type { Family } from '../manifest.ts';
import { Assembly } from '../messages/assemble.ts';
import { lookAgain } from '../page/page-talk.ts';
import type { HeldRules } from '../rules/held.ts';
import { noRules } from '../rules/held.ts';
import { matcherOf, speaking, type Matcher } from '../rules/matcher.ts';
import { AgentLink } from './agent-link.ts';
import type { Enforcement } from './enforcement.ts';
import { told, withHappening } from './reports.ts';
import { Released } from './released.ts';
import {
  acting,
  nextOver,
  passedNow,
  withoutOverPasses,
  withPassed,
  withRules,
  type State,
} from './state.ts';
import { Store } from './store.ts';
import { sweep, untilOurPageIsGone } from './sweep.ts';
import { isNewer } from './version.ts';

const alarms = { over: 'pass-over', again: 'sweep-again' } as const;
/** Who lets a tab ask whether to stay is asked again this often, and then left in peace. */
const mostSweeps = 10;

/** Chromium reads a changed policy five seconds after the change, and later where it is busy. */
const policyPatienceMs = 60_000;

/** Keeps the rules of this profile in force. Whatever changes something waits for what was begun before. */
export class Guard {
  readonly #enforcement: Enforcement;
  readonly #family: Family;
  readonly #store = new Store();
  readonly #link: AgentLink;
  readonly #assembly = new Assembly();
  #state: State = { held: noRules, done: [], passes: {} };
  #matcher: Matcher = matcherOf([]);
  #sweepsLeft = mostSweeps;
  #last: Promise<void>;
  readonly released: Released;
  /** The stored rules were read: from here on `speaking` tells the truth. */
  readonly ready: Promise<void>;

  constructor(family: Family, enforcement: Enforcement) {
    this.#family = family;
    this.#enforcement = enforcement;
    this.released = new Released(family === 'chromium' ? policyPatienceMs : 0);
    this.#link = new AgentLink({
      hello: () => this.#hello(),
      message: (message) => this.#heard(message),
      reached: () => void this.#inTurn(() => this.#tellKept()),
    });
    chrome.alarms.onAlarm.addListener(({ name }) => {
      if (name === alarms.over) void this.#inTurn(() => this.#enforce());
      if (name === alarms.again) void this.#inTurn(() => this.#sweep());
    });
    this.ready = this.#store.state().then((state) => this.#know(state));
    this.#last = this.ready;
  }

  /** Once, when the background begins to run. */
  begin(): void {
    void this.#inTurn(async () => {
      if (!(await this.#store.isFirstOfThisStart())) return;
      this.#sweepsLeft = mostSweeps;
      await this.#enforce();
    });
    this.#link.connect();
  }

  /** The rule that our page tells of at this address; undefined where it is open. */
  speaking(url: string): WebRule | undefined {
    return speaking(this.#matcher.covering(url), passedNow(this.#state, Date.now()));
  }

  /** What acts now. */
  get rules(): readonly WebRule[] {
    return acting(this.#state);
  }

  get canaryHost(): string | undefined {
    return this.#state.held.canaryHost;
  }

  /** Our page was shown for this rule. */
  shown(rule: WebRule): void {
    void this.#inTurn(() => this.#report(rule, 'shown'));
  }

  /** The person goes on to this address. False where no rule lets them: nothing covers it, or what does is a block. */
  onward(url: string): Promise<boolean> {
    return this.#inTurn(async () => {
      const rule = this.speaking(url);
      const state = rule === undefined ? undefined : withPassed(this.#state, rule, Date.now());
      if (rule === undefined || state === undefined) return false;
      await this.#change(state);
      await this.#enforce();
      if (rule.effect === 'warn') await this.#report(rule, 'continued');
      return true;
    });
  }

  #know(state: State): void {
    this.#state = state;
    this.#matcher = matcherOf(acting(state));
  }
  async #change(state: State): Promise<void> {
    this.#know(state);
    // A full disk, or more rules than a profile may keep: they are in force all the same, until the browser ends.
    await this.#store.keep(state).catch((fault: unknown) => console.error('web guard: not kept:', fault));
  }

  #heard(message: AgentToBrowser): void {
    switch (message.type) {
      case 'rules': {
        const held = this.#assembly.take(message);
        if (held !== undefined) void this.#inTurn(() => this.#take(held));
        return;
      }
      case 'leave':
        void this.#inTurn(() => this.#leave());
    }
  }

  async #take(held: HeldRules): Promise<void> {
    this.#sweepsLeft = mostSweeps;
    await this.#change(withRules(this.#state, held));
    await this.#enforce();
    this.#link.say({ type: 'applied', revision: held.revision });
    if (this.#family === 'chromium' && isNewer(held.extensionVersion, chrome.runtime.getManifest().version))
      await chrome.runtime.requestUpdateCheck().catch(() => undefined);
  }

  async #leave(): Promise<void> {
    await this.#store.forgetAll();
    this.#know({ held: noRules, done: [], passes: {} });
    await this.#enforce();
    await untilOurPageIsGone();
    await chrome.management.uninstallSelf().catch(() => undefined);
  }

  async #enforce(): Promise<void> {
    const now = Date.now();
    await this.#change(withoutOverPasses(this.#state, now));
    await this.#enforcement.apply(acting(this.#state), passedNow(this.#state, now), this.canaryHost);
    const over = nextOver(this.#state);
    if (over === undefined) await chrome.alarms.clear(alarms.over);
    else await chrome.alarms.create(alarms.over, { when: over });
    await this.#sweep();
  }

  async #sweep(): Promise<void> {
    const moved = await sweep(
      {
        speaking: (url) => this.speaking(url),
        giveBack: (tab, url) => this.released.giveBack(tab, url),
      },
      this.#enforcement,
    );
    this.#sweepsLeft -= 1;
    if (moved && this.#sweepsLeft > 0) await chrome.alarms.create(alarms.again, { delayInMinutes: 1 });
    else await chrome.alarms.clear(alarms.again);
    // Pages of ours that stay where they are. Nobody listens where there is none; a sleeping one is not waited for.
    void chrome.runtime.sendMessage(lookAgain).catch(() => undefined);
  }

  async #report(rule: WebRule, action: 'shown' | 'continued'): Promise<void> {
    const { ban, app, effect } = rule;
    const now = Date.now();
    const kept = withHappening(
      await this.#store.kept(),
      { ban, ...(app === undefined ? {} : { app }), effect, action },
      now,
    );
    await this.#store.keepReports(kept);
    await this.#tellKept();
  }

  /** What the agent did not take is kept for the next time. */
  async #tellKept(): Promise<void> {
    const kept = await this.#store.kept();
    if (kept.length === 0) return;
    const messages = told(kept, Date.now());
    const unsaid = messages.findIndex((message) => !this.#link.say(message));
    await this.#store.keepReports(unsaid === -1 ? [] : kept.slice(unsaid));
  }

  async #hello() {
    await this.ready;
    const languages = await chrome.i18n.getAcceptLanguages().catch(() => [...navigator.languages]);
    return {
      type: 'hello',
      version: chrome.runtime.getManifest().version,
      family: this.#family,
      profile: await this.#store.profile(),
      revision: this.#state.held.revision,
      languages: languages.slice(0, 20),
    } as const;
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.then(
      () => undefined,
      (fault: unknown) => console.error('web guard:', fault),
    );
    return result;
  }
}
