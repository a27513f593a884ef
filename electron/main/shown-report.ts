import type { LocalAnswer } from '#local-client/client.ts';
import type { Outcome } from '#policy/outcome.ts';
import type { LinkFault } from './agent-link.ts';
import { OneByOne } from './one-by-one.ts';

export interface ShownPorts {
  request(message: {
    readonly type: 'shown';
    readonly notice: string;
  }): Promise<Outcome<LocalAnswer<'shown'>, LinkFault>>;
  /** The agent has taken it down. */
  taken(notice: string, telling: string): void;
  /** Waits until the agent takes questions again. */
  pause(): Promise<void>;
}

/** An agent takes twenty questions a second: after so many pauses something else is wrong. */
const mostPauses = 60;

/**
 * Tells the agent what was shown, one after the other: a list that is opened shows a hundred at once, and an agent that is
 * asked too much hangs up. What it could not be told waits for the next connection.
 */
export class ShownReport {
  readonly #ports: ShownPorts;
  readonly #queue = new OneByOne();

  constructor(ports: ShownPorts) {
    this.#ports = ports;
  }

  tell(notice: string, telling: string): Promise<void> {
    return this.#queue.run(async () => {
      for (let pauses = 0; pauses < mostPauses; pauses += 1) {
        const answer = await this.#ports.request({ type: 'shown', notice });
        if (answer.ok) this.#ports.taken(notice, telling);
        if (answer.ok || answer.fault.code !== 'refused' || answer.fault.fault !== 'too-many-requests')
          return;
        await this.#ports.pause();
      }
    });
  }
}
