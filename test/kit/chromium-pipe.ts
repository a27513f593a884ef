import { Duplex, Readable, Writable } from 'node:stream';
import type { ChildProcess } from 'node:child_process';

/**
 * The debugging pipe of a Chromium (descriptors 3 and 4). Installing and starting web apps is allowed there only, not over
 * the port.
 */
export class ChromiumPipe {
  readonly #input: Writable | Duplex;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #text = '';
  #last = 0;

  constructor(child: ChildProcess) {
    const [, , , input, output] = child.stdio;
    if (!(input instanceof Writable || input instanceof Duplex) || !(output instanceof Readable))
      throw new Error('Chromium has no debugging pipe');
    this.#input = input;
    for (const end of [input, output]) end.on('error', () => undefined);
    output.on('data', (chunk: Buffer) => this.#take(chunk));
    output.on('close', () => {
      for (const answer of this.#waiting.values()) answer({ error: { message: 'the browser ended' } });
      this.#waiting.clear();
    });
  }

  #take(chunk: Buffer): void {
    this.#text += chunk.toString('utf8');
    for (let end = this.#text.indexOf('\0'); end !== -1; end = this.#text.indexOf('\0')) {
      const answer = JSON.parse(this.#text.slice(0, end)) as Answer;
      this.#text = this.#text.slice(end + 1);
      if (answer.id === undefined) continue;
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    }
  }

  /** @throws Error with the browser's own words where it refuses */
  async call(method: string, params: Readonly<Record<string, string>>): Promise<void> {
    const id = (this.#last += 1);
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#input.write(`${JSON.stringify({ id, method, params })}\0`);
    const { error } = await answered;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
  }
}

type Answer = { readonly id?: number; readonly error?: { readonly message: string } };
