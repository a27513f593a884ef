import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** An agent process of a test, which answers the words that `test/faults/hostile-agent-child.ts` knows. */
export class ChildAgent implements AsyncDisposable {
  readonly #child: ChildProcess;

  constructor(folder: string, server: { readonly url: string; readonly token: string }) {
    const program = new URL('../faults/hostile-agent-child.ts', import.meta.url).pathname;
    this.#child = fork(program, [folder, server.url, server.token], {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async ask(wanted: 'heap' | 'enforces' | 'journal' | 'status'): Promise<unknown> {
    const lost = this.exited().then((how) => {
      throw new Error(`the agent ended: ${how}`);
    });
    lost.catch(() => undefined);
    this.#child.send(wanted);
    for (;;) {
      const [said] = (await Promise.race([once(this.#child, 'message'), lost])) as [unknown];
      if (typeof said !== 'object' || said === null || !('wanted' in said) || said.wanted !== wanted)
        continue;
      return 'answer' in said ? said.answer : undefined;
    }
  }

  /** Its exit code, or the signal that ended it. */
  async exited(): Promise<number | string | null> {
    if (this.alive) await once(this.#child, 'exit');
    return this.#child.exitCode ?? this.#child.signalCode;
  }

  /** Ends it in order. */
  async stop(): Promise<number | string | null> {
    if (this.alive) this.#child.send('stop');
    return this.exited();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.alive) this.#child.kill('SIGKILL');
    await this.exited();
  }
}
