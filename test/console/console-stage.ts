import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { WebSocketServer, type WebSocket } from 'ws';
import { buildConsole } from '#installers/console/build-console.ts';
import type { Announcement } from '#protocol/announcement.ts';
import { exampleServer, type ExampleServer, type Script } from '#test/cli/example-server.ts';
import { top } from '#test/kit/system-under-test.ts';

/** As the server says it (`server/console-files`). */
const contentPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export type View = {
  readonly width: number;
  readonly colours: 'light' | 'dark';
  readonly language: string;
};
export type ConsoleInTest = AsyncDisposable & {
  readonly page: Page;
  /** What the browser complained of: errors, refused styles and scripts. */
  readonly complaints: string[];
};

/** The built console, an example server behind it, and a browser before it. */
export class ConsoleStage implements AsyncDisposable {
  readonly folder: string;
  readonly browser: Browser;
  readonly api: ExampleServer;
  readonly #server = createServer((incoming, response) => this.#answer(incoming, response));
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #played: { script: Script };

  private constructor(folder: string, browser: Browser, api: ExampleServer, played: { script: Script }) {
    this.folder = folder;
    this.browser = browser;
    this.api = api;
    this.#played = played;
  }

  static async build(): Promise<ConsoleStage> {
    const folder = mkdtempSync(join(tmpdir(), 'portvakt-console-'));
    await buildConsole(top, folder);
    const browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--headless=new', '--no-sandbox', '--disable-gpu'],
    });
    const played: { script: Script } = { script: () => undefined };
    const api = await exampleServer((asked) => played.script(asked));
    const stage = new ConsoleStage(folder, browser, api, played);
    await stage.#listen();
    return stage;
  }

  /** Answers of its own instead of the examples. */
  play(script: Script): void {
    this.#played.script = script;
  }
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  /** Browsers that listen. */
  get listeners(): ReadonlySet<WebSocket> {
    return this.#sockets.clients;
  }
  announce(announcement: Announcement): void {
    for (const socket of this.#sockets.clients)
      socket.send(JSON.stringify({ type: 'announcement', announcement }));
  }
  /** The network is gone for those who listen. */
  cut(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  async open(path: string, view: View): Promise<ConsoleInTest> {
    const context = await this.browser.newContext({
      viewport: { width: view.width, height: 900 },
      colorScheme: view.colours,
      locale: view.language,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    // Less than a test has, so that a failure says what was waited for.
    page.setDefaultTimeout(15_000);
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.addInitScript(
      (language) => localStorage.setItem('portvakt.language', language),
      view.language,
    );
    await page.goto(`${this.url}${path}`);
    return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
  }

  async #listen(): Promise<void> {
    this.#server.on('upgrade', (incoming, socket, head) =>
      this.#sockets.handleUpgrade(incoming, socket, head, (client) =>
        client.send(JSON.stringify({ type: 'hello', version: '0.1.0' })),
      ),
    );
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  #answer(incoming: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(incoming.url ?? '/', 'http://localhost');
    if (pathname.startsWith('/api/')) {
      const passed = request(
        `${this.api.url}${incoming.url ?? ''}`,
        { method: incoming.method, headers: incoming.headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        },
      );
      passed.on('error', () => response.destroy());
      incoming.pipe(passed);
      return;
    }
    const file = join(this.folder, pathname);
    const found = statSync(file, { throwIfNoEntry: false })?.isFile() === true;
    const served = found ? file : join(this.folder, 'index.html');
    response.writeHead(200, {
      'content-type': types[extname(served)] ?? 'application/octet-stream',
      'content-security-policy': contentPolicy,
    });
    response.end(readFileSync(served));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    this.cut();
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
    await this.api[Symbol.asyncDispose]();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
