import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

type Asked = { readonly id: number; readonly verb: string; readonly argument?: unknown };
type Told = { readonly id: number; readonly answer?: unknown; readonly fault?: string };
/** What a child does when it is asked. */
export type Verbs = { readonly [verb: string]: (argument: never) => unknown };

/** In the child: answers its parent, and says that it is ready. */
export function answerParent(verbs: Verbs, ready: unknown): void {
  process.on('message', ({ id, verb, argument }: Asked) => {
    const work = async (): Promise<unknown> => verbs[verb]?.(argument as never);
    void work().then(
      (answer) => process.send?.({ id, answer } satisfies Told),
      (fault: unknown) => process.send?.({ id, fault: String(fault) } satisfies Told),
    );
  });
  process.send?.({ id: 0, answer: ready } satisfies Told);
}

/** In the parent: a program in a process of its own, which does what it is asked and goes by the walk's clock. */
export class ToldChild<Ready> implements AsyncDisposable {
  readonly ready: Promise<Ready>;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (told: Told) => void>();
  readonly #exited: Promise<unknown>;
  #asked = 0;

  constructor(program: string, argument: unknown) {
    this.#child = fork(program, [JSON.stringify(argument)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#exited = once(this.#child, 'exit').then(() => {
      for (const tell of this.#waiting.values()) tell({ id: 0, fault: 'the process ended' });
    });
    this.#child.on('message', (told: Told) => {
      this.#waiting.get(told.id)?.(told);
      this.#waiting.delete(told.id);
    });
    this.ready = this.#answer(0) as Promise<Ready>;
  }

  ask(verb: string, argument?: unknown): Promise<unknown> {
    this.#asked += 1;
    const id = this.#asked;
    const answer = this.#answer(id);
    this.#child.send({ id, verb, argument } satisfies Asked);
    return answer;
  }
  /** It gets no chance to finish anything. */
  async kill(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
    await this.#exited;
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #answer(id: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ answer, fault }) =>
        fault === undefined ? resolve(answer) : reject(new Error(fault)),
      );
    });
  }
}
