import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { canary } from '#policy/proof.ts';

/** The canaries that a browser tries to open. */
const trialLayers = {
  'browser-policy': canary.host,
  'browser-extension': canary.extensionHost,
} as const;
export type TrialLayer = keyof typeof trialLayers;

/** Blocked by nobody: only where this one is reached, the others were held off and not merely out of reach. */
const openHost = 'open.portvakt.example';

/** What was seen of one layer. `last`: whether the canary was reached in the last try that was finished. */
export type TrialSight = { tries: number; last: 'reached' | 'held-off' | undefined };

/**
 * A web server on this PC for one trial. Its page puts the canary into a frame, again and again, and says each time when the
 * frame is done; a frame that was blocked is done too. Whether the canary was asked for, the server sees by itself.
 */
export class TrialPage implements AsyncDisposable {
  /** The page and the frame that nobody blocks were opened: what is not reached then was really held off. */
  get wasOpened(): boolean {
    return this.#open.last === 'reached';
  }
  readonly #open: TrialSight = { tries: 0, last: undefined };
  readonly sights: Readonly<Record<TrialLayer, TrialSight>> = {
    'browser-policy': { tries: 0, last: undefined },
    'browser-extension': { tries: 0, last: undefined },
  };
  /** Every canary was held off in its last try. */
  readonly allHeldOff: Promise<void>;
  readonly #server: Server;
  readonly #key = randomBytes(16).toString('hex');
  readonly #reached = new Set<string>();
  readonly #done: () => void;

  private constructor(server: Server) {
    this.#server = server;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.allHeldOff = promise;
    this.#done = resolve;
    server.on('request', (request: IncomingMessage, response: ServerResponse) =>
      this.#answer(request, response),
    );
  }

  static async open(): Promise<TrialPage> {
    const server = createServer();
    const page = new TrialPage(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return page;
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
  /** Nobody else on this PC can guess it, and so nobody can answer in the browser's place. */
  get address(): string {
    return `http://127.0.0.1:${this.#port}/${this.#key}/page`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const [, key, what, layer, time] = (request.url ?? '').split('/');
    response.setHeader('cache-control', 'no-store');
    if (key !== this.#key) {
      response.writeHead(404).end();
      return;
    }
    if (what === 'page') {
      response.setHeader('content-type', 'text/html');
      response.end(pageText(this.#key, this.#port));
      return;
    }
    const sight =
      layer === 'open' ? this.#open : Object.entries(this.sights).find(([name]) => name === layer)?.[1];
    if (sight !== undefined && what === 'canary') this.#reached.add(`${layer} ${time}`);
    if (sight !== undefined && what === 'tried') {
      sight.tries += 1;
      sight.last = this.#reached.has(`${layer} ${time}`) ? 'reached' : 'held-off';
      if (this.wasOpened && Object.values(this.sights).every(({ last }) => last === 'held-off')) this.#done();
    }
    response.end();
  }
}

/** A frame that never says that it is done counts as done after a while: browsers differ in what they say of a blocked one. */
const pageText = (key: string, port: number): string => `<!doctype html><title>-</title><script>
const attempt = (layer, host, time) => {
  const frame = document.createElement('iframe');
  let isOver = false;
  const over = () => {
    if (isOver) return;
    isOver = true;
    fetch('/${key}/tried/' + layer + '/' + time).catch(() => undefined);
    frame.remove();
    setTimeout(() => attempt(layer, host, time + 1), 500);
  };
  frame.onload = () => setTimeout(over, 50);
  setTimeout(over, 3000);
  frame.src = 'http://' + host + ':${port}/${key}/canary/' + layer + '/' + time;
  document.body.append(frame);
};
addEventListener('load', () => {
${[...Object.entries(trialLayers), ['open', openHost] as const]
  .map(([layer, host]) => `  attempt('${layer}', '${host}', 1);`)
  .join('\n')}
});
</script><body></body>`;
