import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { PageAnswer } from '#extension/page/page-talk.ts';
import { manifestFor } from '#extension/manifest.ts';
import { top } from '#test/kit/system-under-test.ts';

const folder = join(top, 'src/extension/page');
const origin = 'http://page.test';

export type PageView = {
  readonly width: number;
  readonly colours: 'light' | 'dark';
};

/** Our page in a browser, with a background that the test plays; the content policy is the manifest's own. */
export class PageHouse implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #files: ReadonlyMap<string, Buffer>;
  readonly #policy: string;

  private constructor(browser: Browser, files: ReadonlyMap<string, Buffer>) {
    this.#browser = browser;
    this.#files = files;
    const { content_security_policy: policy } = manifestFor('chromium', '1.0');
    this.#policy = (policy as { extension_pages: string }).extension_pages;
  }

  static async build(): Promise<PageHouse> {
    const [browser, script] = await Promise.all([
      chromium.launch({
        executablePath: '/usr/bin/chromium',
        args: ['--headless=new', '--no-sandbox', '--disable-gpu'],
      }),
      build({
        entryPoints: [join(folder, 'page.ts')],
        bundle: true,
        format: 'iife',
        write: false,
        logLevel: 'silent',
      }),
    ]);
    return new PageHouse(
      browser,
      new Map([
        ['/page.html', readFileSync(join(folder, 'page.html'))],
        ['/page.css', readFileSync(join(folder, 'page.css'))],
        ['/page.js', Buffer.from(script.outputFiles[0]?.contents ?? [])],
        ['/icons/app-48.png', readFileSync(join(top, 'electron/assets/icons/app-48.png'))],
      ]),
    );
  }

  /** A browser that is of this width and likes these colours. */
  async view({ width, colours }: PageView): Promise<PageInTest> {
    const context = await this.#browser.newContext({
      viewport: { width, height: 900 },
      colorScheme: colours,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(5_000);
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    const asked: unknown[] = [];
    const played = { answer: {} as PageAnswer };
    await page.exposeFunction('playedBackground', (question: unknown) => {
      asked.push(question);
      return played.answer;
    });
    await page.route('**/*', (route) => {
      const url = new URL(route.request().url());
      const body = url.origin === origin ? this.#files.get(url.pathname) : undefined;
      if (body === undefined)
        return url.hostname === 'asked.example'
          ? route.fulfill({ contentType: 'text/html', body: '<title>the site</title>' })
          : route.abort();
      const contentType = url.pathname.endsWith('.css')
        ? 'text/css'
        : url.pathname.endsWith('.js')
          ? 'text/javascript'
          : url.pathname.endsWith('.png')
            ? 'image/png'
            : 'text/html; charset=utf-8';
      return route.fulfill({ body, contentType, headers: { 'content-security-policy': this.#policy } });
    });
    await page.addInitScript(() => {
      type Heard = (message: unknown, sender: { readonly id: string }) => void;
      const heard: Heard[] = [];
      const say = (message: unknown): void =>
        heard.forEach((listener) => listener(message, { id: 'in-test' }));
      const runtime = {
        id: 'in-test',
        onMessage: { addListener: (listener: Heard) => heard.push(listener) },
        sendMessage: (question: unknown) =>
          (
            globalThis as unknown as { playedBackground: (one: unknown) => Promise<unknown> }
          ).playedBackground(question),
      };
      Object.assign(globalThis, { chrome: { runtime }, playedMessage: say });
    });
    return new PageInTest(context, page, { complaints, asked, played });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}

type Seen = {
  readonly complaints: readonly string[];
  readonly asked: unknown[];
  readonly played: { answer: PageAnswer };
};

export class PageInTest implements AsyncDisposable {
  readonly #context: BrowserContext;
  readonly #seen: Seen;
  readonly page: Page;

  constructor(context: BrowserContext, page: Page, seen: Seen) {
    this.#context = context;
    this.page = page;
    this.#seen = seen;
  }

  /** Opened for that address; the background answers so until told otherwise. */
  async show(answer: PageAnswer, url = 'https://asked.example/'): Promise<void> {
    this.answer(answer);
    await this.page.goto('about:blank');
    await this.page.goto(`${origin}/page.html#${url}`);
    await this.page.waitForSelector('h1');
  }
  /** The rule is another one, and the person comes back to the tab. */
  async showInstead(answer: PageAnswer): Promise<void> {
    this.answer(answer);
    await this.lookAgain();
    const { title = '', lead = '' } = answer.words ?? {};
    await this.page.waitForFunction(
      ([heading, sentence]) =>
        document.querySelector('h1')?.textContent === heading &&
        document.querySelector('.lead')?.textContent === sentence &&
        document.querySelectorAll('button').length > 0,
      [title, lead],
    );
  }
  answer(answer: PageAnswer): void {
    this.#seen.played.answer = answer;
  }
  /** What the page asked since the last time. */
  asked(): readonly unknown[] {
    return this.#seen.asked.splice(0);
  }
  get complaints(): readonly string[] {
    return this.#seen.complaints;
  }
  /** As when the person comes back to the tab. */
  async lookAgain(): Promise<void> {
    await this.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  }
  /** As when the background says that the rules are others now. */
  async hearsOfNewRules(): Promise<void> {
    await this.page.evaluate(() =>
      (globalThis as unknown as { playedMessage: (message: unknown) => void }).playedMessage({
        type: 'look-again',
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
  }
}
