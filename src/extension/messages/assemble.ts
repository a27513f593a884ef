import type { AgentToBrowser, WebRule } from '#protocol/browser-agent.ts';
import type { HeldRules } from '../rules/held.ts';
import { mostRules } from './agent-message.ts';

/** Puts the parts of one revision together. They come in order; whatever is out of order is dropped, and so is its beginning. */
export class Assembly {
  #revision: number | undefined;
  #rules: WebRule[] = [];
  #next = 1;

  /** All rules, with the last part; undefined while parts are missing. */
  take(message: Extract<AgentToBrowser, { type: 'rules' }>): HeldRules | undefined {
    if (message.part === 1) this.#begin(message.revision);
    const fits =
      message.revision === this.#revision && message.part === this.#next && message.part <= message.parts;
    if (!fits || this.#rules.length + message.rules.length > mostRules) {
      this.#begin(undefined);
      return undefined;
    }
    this.#rules.push(...message.rules);
    this.#next += 1;
    if (message.part < message.parts) return undefined;
    const { revision, continueMinutes, canaryHost, extensionVersion } = message;
    const rules = this.#rules;
    this.#begin(undefined);
    return { revision, rules, continueMinutes, canaryHost, extensionVersion };
  }

  #begin(revision: number | undefined): void {
    this.#revision = revision;
    this.#rules = [];
    this.#next = 1;
  }
}
