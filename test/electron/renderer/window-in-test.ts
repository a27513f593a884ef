import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { WindowState } from '#protocol/tray-window.ts';
import { windowVerbNames } from '#protocol/tray-window-channels.ts';
import { bundleWindow, type Bundle } from './bundle.ts';
import { now } from './example-notices.ts';

const executablePath = '/usr/bin/chromium';
/** Why the window cannot be shown here; with `CI=true` a missing browser is a failure. */
export const noBrowser: string | false =
  existsSync(executablePath) || process.env['CI'] === 'true' ? false : `there is no ${executablePath} here`;

/** As the tray's own scheme sends it. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const origin = 'http://tray.test';
const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  woff2: 'font/woff2',
};

export type Call = { readonly verb: string; readonly argument: unknown };

/** The window in a browser, with a bridge that the test holds. */
export type WindowInTest = {
  readonly page: Page;
  /** Shows a state, as the main process pushes it; returns when it is drawn. */
  readonly push: (state: WindowState) => Promise<void>;
  /** What the window asked for since the last time. */
  readonly calls: () => Promise<readonly Call[]>;
  /** What a verb answers from now on; `hold` leaves it unanswered. */
  readonly answer: (verb: string, answer: unknown) => Promise<void>;
  /** What the browser complained about: scripts, and whatever the content policy refused. */
  readonly complaints: readonly string[];
};

export class WindowHouse implements AsyncDisposable {
  readonly browser: Browser;
  readonly bundle: Bundle;
  private constructor(browser: Browser, bundle: Bundle) {
    this.browser = browser;
    this.bundle = bundle;
  }

  static async build(): Promise<WindowHouse> {
    const [browser, bundle] = await Promise.all([
      chromium.launch({
        executablePath,
        args: ['--headless=new', '--no-sandbox', '--disable-gpu'],
      }),
      bundleWindow(),
    ]);
    return new WindowHouse(browser, bundle);
  }

  async open(
    state: WindowState,
    size: { readonly width: number; readonly height: number } = { width: 480, height: 640 },
  ): Promise<WindowInTest> {
    const context = await this.browser.newContext({
      viewport: size,
      reducedMotion: 'reduce',
      locale: 'nb-NO',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(5_000);
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.clock.setFixedTime(now);
    await page.route('**/*', async (route) => {
      const { origin: asked, pathname } = new URL(route.request().url());
      const name = pathname.slice(1);
      const body = asked === origin ? this.bundle.files.get(name) : undefined;
      if (body === undefined) return route.abort();
      const type = types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
      return route.fulfill({
        body: Buffer.from(body),
        headers: { 'content-type': type, 'content-security-policy': policy },
      });
    });
    await page.addInitScript(fakeBridge, { state, verbs: [...windowVerbNames] });
    await page.goto(`${origin}/index.html`);
    await page.waitForSelector('main h1');
    return {
      page,
      complaints,
      push: async (next) => {
        await page.evaluate(async (value) => {
          window.inTest.push(value);
          // Two frames later React has drawn it.
          for (const _ of [1, 2]) await new Promise((done) => requestAnimationFrame(done));
        }, next);
      },
      calls: () => page.evaluate(() => window.inTest.calls.splice(0)),
      answer: async (verb, answer) => {
        await page.evaluate(([name, value]) => window.inTest.answers.set(name, value), [
          verb,
          answer,
        ] as const);
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
  }
}

declare global {
  interface Window {
    inTest: {
      push: (state: unknown) => void;
      calls: { verb: string; argument: unknown }[];
      answers: Map<string, unknown>;
    };
  }
}

/** Runs in the page before anything else. */
function fakeBridge({ state, verbs }: { readonly state: unknown; readonly verbs: readonly string[] }): void {
  const listeners = new Set<(state: unknown) => void>();
  const calls: { verb: string; argument: unknown }[] = [];
  const answers = new Map<string, unknown>([
    ['load', { ok: true, value: state }],
    ['removables', { ok: true, value: [] }],
    ['ledger', { ok: true, value: { entries: [], intact: true, checked: 'verified' } }],
  ]);
  const bridge: Record<string, unknown> = {
    onState: (listener: (state: unknown) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  for (const verb of verbs)
    bridge[verb] = (argument: unknown) => {
      if (verb !== 'load') calls.push({ verb, argument });
      const answer = answers.has(verb) ? answers.get(verb) : { ok: true };
      return answer === 'hold' ? new Promise(() => undefined) : Promise.resolve(answer);
    };
  Object.defineProperty(window, 'portvakt', { value: bridge });
  window.inTest = {
    push: (next) => {
      for (const listener of listeners) listener(next);
    },
    calls,
    answers,
  };
}
