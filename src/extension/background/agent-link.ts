import type { AgentToBrowser, BrowserToAgent } from '#protocol/browser-agent.ts';
import { agentMessage } from '../messages/agent-message.ts';
import { nativeHostName } from '../native-host-name.ts';

export type LinkEvents = {
  /** What is said first, whenever the agent is reached. */
  readonly hello: () => Promise<BrowserToAgent>;
  readonly message: (message: AgentToBrowser) => void;
  /** The agent has answered: it is there. */
  readonly reached: () => void;
};

const alarm = 'find-agent';
const longestWaitMs = 30_000;

/**
 * The way to the agent. While it is cut, tries again after 1 s, then twice as long each time up to 30 s; and by an alarm,
 * which also wakes a worker that the browser sent to sleep. While it stands nothing is asked or timed.
 */
export class AgentLink {
  readonly #events: LinkEvents;
  #port: chrome.runtime.Port | undefined;
  #reached = false;
  #waitMs = 1_000;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Messages that were not as agreed, since this worker began. */
  #ignored = 0;

  constructor(events: LinkEvents) {
    this.#events = events;
    chrome.alarms.onAlarm.addListener(({ name }) => {
      if (name === alarm) this.connect();
    });
  }

  get ignored(): number {
    return this.#ignored;
  }

  /** Whether it was said; an agent that has not answered yet is told nothing but hello. */
  say(message: BrowserToAgent): boolean {
    if (this.#port === undefined || !this.#reached) return false;
    try {
      this.#port.postMessage(message);
      return true;
    } catch {
      return false;
    }
  }

  connect(): void {
    if (this.#port !== undefined) return;
    clearTimeout(this.#timer);
    this.#reached = false;
    const port = chrome.runtime.connectNative(nativeHostName);
    this.#port = port;
    port.onMessage.addListener((value: unknown) => this.#heard(port, value));
    port.onDisconnect.addListener(() => {
      // Read, so that the browser does not complain of it: no host, or no agent, is no fault of this extension.
      void chrome.runtime.lastError;
      if (this.#port === port) this.#lost();
    });
    void this.#events.hello().then((hello) => {
      if (this.#port === port) port.postMessage(hello);
    });
  }

  #heard(port: chrome.runtime.Port, value: unknown): void {
    if (this.#port !== port) return;
    const message = agentMessage(value);
    if (message === undefined) {
      this.#ignored += 1;
      return;
    }
    if (!this.#reached) {
      this.#reached = true;
      this.#waitMs = 1_000;
      void chrome.alarms.clear(alarm);
      this.#events.reached();
    }
    this.#events.message(message);
  }

  #lost(): void {
    this.#port = undefined;
    this.#reached = false;
    void chrome.alarms.create(alarm, { periodInMinutes: 0.5 });
    this.#timer = setTimeout(() => this.connect(), this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, longestWaitMs);
  }
}
