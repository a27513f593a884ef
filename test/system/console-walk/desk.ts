import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { findOverflow } from '#test/electron/renderer/overflow.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The browser of one operator, on the walk's day. */
export class Desk implements AsyncDisposable {
  readonly page: Page;
  /** What the browser complained of: errors, refused styles and scripts. */
  readonly complaints: string[] = [];
  readonly #context: BrowserContext;
  readonly #url: string;

  private constructor(url: string, context: BrowserContext, page: Page) {
    this.#url = url;
    this.#context = context;
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        this.complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${error.message}`));
  }

  static async open(browser: Browser, url: string, shift: number): Promise<Desk> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      colorScheme: 'light',
      locale: 'en-GB',
      timezoneId: 'Europe/Oslo',
      reducedMotion: 'reduce',
    });
    await context.addInitScript(shiftDate, shift);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    return new Desk(url, context, page);
  }

  async signInByToken(token: string): Promise<void> {
    await this.open('/');
    await this.page.getByLabel('Access token').fill(token);
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await this.heading('Overview');
  }
  async open(path: string): Promise<void> {
    await this.page.goto(`${this.#url}${path}`);
  }
  /** By the menu. */
  async goTo(name: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name }).click();
    await this.page.getByRole('heading', { level: 1 }).waitFor();
    await this.settled();
  }
  async link(name: string | RegExp): Promise<void> {
    await this.page.getByRole('main').getByRole('link', { name }).first().click();
  }
  async press(name: string | RegExp): Promise<void> {
    await this.page
      .getByRole('button', { name, ...(typeof name === 'string' ? { exact: true } : {}) })
      .click();
  }
  /** In the dialog that is open. */
  async pressInDialog(name: string): Promise<void> {
    await this.page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  }
  async fill(label: string, text: string): Promise<void> {
    await this.page.getByLabel(label, { exact: true }).fill(text);
  }
  async heading(name: string | RegExp): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name }).waitFor();
    await this.settled();
  }
  /** Waits for these words; the whole text in which they stand. */
  async reads(words: string | RegExp): Promise<string> {
    return (await this.page.getByText(words).first().textContent()) ?? '';
  }
  async says(words: string | RegExp): Promise<number> {
    return this.page.getByText(words).count();
  }
  /** Its answers have come, and the lazy parts with them. */
  async settled(): Promise<void> {
    await expect.poll(() => this.page.locator('.loading').count(), { timeout: 20_000 }).toBe(0);
  }

  /** What is wrong with the page as it stands, in both colours and at both widths. */
  async faults(): Promise<readonly unknown[]> {
    const found: unknown[] = [];
    const { page } = this;
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const one of await this.#violations()) found.push(`${colorScheme}: ${one}`);
    }
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      for (const one of await page.evaluate(findOverflow)) found.push({ width, ...one });
    }
    return found;
  }
  async picture(path: string): Promise<void> {
    await this.page.screenshot({ path });
  }

  async #violations(): Promise<readonly string[]> {
    await this.page.evaluate(axe);
    return this.page.evaluate(async () => {
      const { axe: judge } = globalThis as unknown as {
        axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const { violations } = await judge.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
  }
}

/** Runs in every page before its own scripts: the PC's clock is the walk's. */
function shiftDate(shift: number): void {
  const Real = Date;
  globalThis.Date = new Proxy(Real, {
    construct: (target, parts: unknown[], made) =>
      Reflect.construct(target, parts.length === 0 ? [Real.now() + shift] : parts, made) as object,
    get: (target, name) =>
      name === 'now' ? () => Real.now() + shift : (Reflect.get(target, name) as unknown),
  });
}
