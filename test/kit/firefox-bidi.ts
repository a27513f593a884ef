import { once } from 'node:events';
import { WebSocket } from 'ws';

/** A tab, as WebDriver BiDi names it. */
export type BidiTab = { readonly context: string; readonly url: string };
type Answer = {
  readonly id?: number;
  readonly type: 'success' | 'error' | 'event';
  readonly result?: unknown;
  readonly error?: string;
  readonly message?: string;
};

/** One WebDriver BiDi session of a Firefox: its remote agent speaks this without any driver program between. */
export class Bidi implements Disposable {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const answer = JSON.parse(data.toString('utf8')) as Answer;
      if (answer.id === undefined) return;
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    socket.on('close', () => {
      for (const answer of this.#waiting.values()) answer({ type: 'error', error: 'the browser ended' });
      this.#waiting.clear();
    });
    socket.on('error', () => undefined);
  }

  /** @throws Error where nothing listens there, or the browser has a session already */
  static async connect(url: string): Promise<Bidi> {
    const socket = new WebSocket(`${url}/session`, { perMessageDeflate: false });
    await once(socket, 'open');
    const bidi = new Bidi(socket);
    await bidi.call('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } });
    return bidi;
  }

  /** @throws Error with the browser's own words where it refuses */
  async call<T>(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<T> {
    if (this.#socket.readyState !== WebSocket.OPEN) throw new Error(`${method}: the browser ended`);
    const id = (this.#last += 1);
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const answer = await answered;
    if (answer.type !== 'success')
      throw new Error(`${method}: ${answer.error ?? ''} ${answer.message ?? ''}`);
    return answer.result as T;
  }

  async tabs(): Promise<readonly BidiTab[]> {
    return (await this.call<{ contexts: BidiTab[] }>('browsingContext.getTree', { maxDepth: 0 })).contexts;
  }

  /** The value of an expression in a tab; undefined where the tab cannot say it now. */
  async evaluate(context: string, expression: string): Promise<string | undefined> {
    const done = await this.call<{ type: string; result?: { type: string; value?: unknown } }>(
      'script.evaluate',
      { expression, target: { context }, awaitPromise: true, userActivation: true },
    ).catch(() => undefined);
    const value = done?.result?.value;
    return typeof value === 'string' ? value : undefined;
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }
}
