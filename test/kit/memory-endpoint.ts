import type {
  Caller,
  DialFault,
  Door,
  LocalConnection,
  LocalEndpoint,
} from '#platform/local-endpoint/port.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';

/**
 * Local doors without an operating system: pairs within the process. Messages pass as JSON, each in its own turn and in
 * order, as over a socket. `caller` is who the next `dial` comes from.
 */
export class MemoryEndpoint implements LocalEndpoint {
  caller: Caller | undefined = { uid: 1000, gid: 1000, pid: 4711 };
  /** What the next `dial` meets instead of the agent. */
  dialFault: DialFault | undefined;
  readonly #doors = new Map<string, (connection: LocalConnection) => void>();

  listen(
    door: Door,
    folder: string,
    onConnection: (connection: LocalConnection) => void,
  ): Promise<AsyncDisposable> {
    const name = `${folder} ${door}`;
    if (this.#doors.has(name)) return Promise.reject(new Error(`${door} door is open already`));
    this.#doors.set(name, onConnection);
    return Promise.resolve({
      [Symbol.asyncDispose]: () => {
        this.#doors.delete(name);
        return Promise.resolve();
      },
    });
  }

  dial(door: Door, folder: string): Promise<Outcome<LocalConnection, DialFault>> {
    const admit = this.#doors.get(`${folder} ${door}`);
    if (this.dialFault !== undefined) return Promise.resolve(fail(this.dialFault));
    if (admit === undefined) return Promise.resolve(fail({ code: 'not-running' }));
    const near = new MemoryConnection(undefined);
    const far = new MemoryConnection(this.caller);
    near.peer = far;
    far.peer = near;
    admit(far);
    return Promise.resolve(ok(near));
  }
}

class MemoryConnection implements LocalConnection {
  readonly caller: Caller | undefined;
  peer: MemoryConnection | undefined;
  #onMessage: ((message: unknown) => void) | undefined;
  readonly #onClose: ((why: string) => void)[] = [];
  readonly #early: string[] = [];
  #closed = false;

  constructor(caller: Caller | undefined) {
    this.caller = caller;
  }

  send(message: unknown): void {
    const text = JSON.stringify(message);
    const { peer } = this;
    if (!this.#closed && peer !== undefined) setImmediate(() => peer.#receive(text));
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#onMessage = listener;
    for (const text of this.#early.splice(0)) listener(JSON.parse(text));
  }

  onClose(listener: (why: string) => void): void {
    this.#onClose.push(listener);
  }

  [Symbol.dispose](): void {
    const { peer } = this;
    if (this.#closed) return;
    this.#end('closed');
    // After what was sent before.
    if (peer !== undefined) setImmediate(() => peer.#end('ended'));
  }

  #receive(text: string): void {
    if (this.#closed) return;
    if (this.#onMessage === undefined) this.#early.push(text);
    else this.#onMessage(JSON.parse(text));
  }

  #end(why: string): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const listener of this.#onClose) listener(why);
  }
}
