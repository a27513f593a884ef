import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import type { BrowserToAgent } from '#protocol/browser-agent.ts';
import { nativeHostName } from '#protocol/browser-agent.ts';
import { until } from '#test/kit/system-under-test.ts';

/** An agent that the test holds: a socket, and a native host that carries bytes to it. */
export class PlayedAgent implements AsyncDisposable {
  readonly #folder: string;
  #server: Server | undefined;
  readonly #visits = new Set<Socket>();
  /** Everything that extensions said, in order. */
  readonly heard: BrowserToAgent[] = [];
  /** What it says to whoever says hello. */
  greeting: readonly unknown[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  get #path(): string {
    return join(this.#folder, 'agent.sock');
  }

  /** A second call finds the door where it was: the agent came back. */
  async begin(): Promise<void> {
    const server = createServer((socket) => this.#visit(socket));
    server.listen(this.#path);
    await once(server, 'listening');
    this.#server = server;
  }
  async end(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const visit of this.#visits) visit.destroy();
    if (server === undefined) return;
    server.close();
    await once(server, 'close');
  }

  /** Registers the host with a browser that looks in `folder`. */
  register(folder: string, allowed: Readonly<Record<string, readonly string[]>>): void {
    mkdirSync(folder, { recursive: true });
    const program = join(this.#folder, 'host.sh');
    const script = join(this.#folder, 'host.mjs');
    writeFileSync(
      script,
      `import { connect } from 'node:net';
const socket = connect(${JSON.stringify(this.#path)});
process.stdin.pipe(socket).pipe(process.stdout);
socket.on('error', () => process.exit(1)).on('close', () => process.exit(0));
`,
    );
    writeFileSync(program, `#!/bin/sh\nexec ${process.execPath} ${script}\n`, { mode: 0o755 });
    const manifest = { name: nativeHostName, description: 'test', path: program, type: 'stdio', ...allowed };
    writeFileSync(join(folder, `${nativeHostName}.json`), JSON.stringify(manifest));
  }

  /** To every extension that is connected. */
  say(message: unknown): void {
    const body = Buffer.from(JSON.stringify(message));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(body.length);
    for (const visit of this.#visits) visit.write(Buffer.concat([length, body]));
  }

  /** The first thing of this kind that was said since the last `forget`. */
  told<T extends BrowserToAgent['type']>(
    type: T,
    fits: (message: Extract<BrowserToAgent, { type: T }>) => boolean = () => true,
    ms = 20_000,
  ): Promise<Extract<BrowserToAgent, { type: T }>> {
    const isIt = (message: BrowserToAgent): message is Extract<BrowserToAgent, { type: T }> =>
      message.type === type;
    return until(
      `the extension to say ${type}`,
      () => this.heard.filter(isIt).find((message) => fits(message)),
      ms,
    );
  }
  forget(): void {
    this.heard.length = 0;
  }

  #visit(socket: Socket): void {
    this.#visits.add(socket);
    let rest = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#visits.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32LE(0)) {
        const length = rest.readUInt32LE(0);
        const message = JSON.parse(rest.subarray(4, 4 + length).toString('utf8')) as BrowserToAgent;
        rest = rest.subarray(4 + length);
        this.heard.push(message);
        if (message.type === 'hello') for (const one of this.greeting) this.say(one);
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}
