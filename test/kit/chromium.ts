import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { ChromiumPipe } from './chromium-pipe.ts';
import { endGroup } from './process-group.ts';
import { until } from './system-under-test.ts';
import { shownBy, type Shown } from './web-shown.ts';

export const chromiumProgram = '/usr/bin/chromium';

export type ChromiumOptions = {
  /** Where every host name leads. */
  readonly sites?: { readonly httpsPort: number; readonly httpPort: number; readonly keyPin?: string };
  /** Of a screen: a real window there. Without it there is none. */
  readonly display?: string;
  /** Home of its own, which outlives the browser; its profiles lie in it. Without it one is made and taken away. */
  readonly home?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The first page. */
  readonly url?: string;
  /** Words before the command, as `asAccount` gives them. */
  readonly before?: readonly string[];
};

/**
 * Debian's Chromium with a fresh profile, under the test's hand. Nothing that would keep a forced extension out is
 * switched off. Whether the tools may look into that extension's pages is policy: `DeveloperToolsAvailability: 1`.
 */
export class Chromium implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #options: ChromiumOptions;
  readonly #ownHome: boolean;
  readonly #pipe: ChromiumPipe;
  readonly home: string;
  readonly port: number;
  readonly browser: Browser;

  private constructor(started: Started, browser: Browser, port: number) {
    this.#child = started.child;
    this.#options = started.options;
    this.#ownHome = started.ownHome;
    this.#pipe = new ChromiumPipe(started.child);
    this.home = started.home;
    this.browser = browser;
    this.port = port;
  }

  static async start(options: ChromiumOptions = {}): Promise<Chromium> {
    const started = launch(options);
    try {
      const port = await until(
        'Chromium to listen',
        () => {
          if (started.child.exitCode !== null) throw new Error(`Chromium ended: ${started.stderr()}`);
          const file = join(profilesOf(started.home), 'DevToolsActivePort');
          const line = existsSync(file) ? readFileSync(file, 'utf8').split('\n')[0] : undefined;
          return line === undefined || line === '' ? undefined : Number(line);
        },
        30_000,
      );
      const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
      return new Chromium(started, browser, port);
    } catch (fault) {
      await endGroup(started.child);
      throw fault;
    }
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }
  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }
  /** Where it keeps its profiles. */
  get profiles(): string {
    return profilesOf(this.home);
  }
  get context(): BrowserContext {
    const [first] = this.browser.contexts();
    if (first === undefined) throw new Error('Chromium has no context');
    return first;
  }
  /** A page that is there already, as the start with `--incognito`, `--guest` or `--app` opens it. */
  async firstPage(): Promise<Page> {
    return until('a page', () => this.context.pages()[0], 15_000);
  }
  newPage(): Promise<Page> {
    return this.context.newPage();
  }

  /** Every page, also those that nothing may look into: as the browser lists them. */
  async targets(): Promise<
    readonly { readonly type: string; readonly url: string; readonly title: string }[]
  > {
    const answer = await fetch(`http://127.0.0.1:${this.port}/json/list`);
    return (await answer.json()) as { type: string; url: string; title: string }[];
  }

  /** A new tab that goes there, and what stands in it in the end. */
  async open(url: string): Promise<{ readonly page: Page; readonly shown: Shown }> {
    const page = await this.newPage();
    return { page, shown: await goTo(page, url) };
  }

  /** Installs the web app that stands at that address and has this manifest id, and opens its window. */
  async installWebApp(manifestId: string, url = manifestId): Promise<void> {
    await this.#pipe.call('PWA.install', { manifestId, installUrlOrBundleUrl: url });
    // As a person chooses it: a window of its own.
    await this.#pipe.call('PWA.changeAppUserSettings', { manifestId, displayMode: 'standalone' });
    await this.launchWebApp(manifestId);
  }
  launchWebApp(manifestId: string): Promise<void> {
    return this.#pipe.call('PWA.launch', { manifestId });
  }

  /** Ends it as a person does, who keeps the profile. */
  async end(): Promise<void> {
    await this.browser.close().catch(() => undefined);
    await endGroup(this.#child);
  }
  /** Ends it and starts it again with the same profile. */
  async restart(change: Partial<ChromiumOptions> = {}): Promise<Chromium> {
    await this.end();
    return Chromium.start({ ...this.#options, ...change, home: this.home });
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    if (this.#ownHome) rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

const profilesOf = (home: string): string => join(home, '.config/chromium');

type Started = {
  readonly child: ChildProcess;
  readonly options: ChromiumOptions;
  readonly home: string;
  readonly ownHome: boolean;
  readonly stderr: () => string;
};

function launch(options: ChromiumOptions): Started {
  const { sites, display, args = [], env = {}, url = 'about:blank', before = [] } = options;
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'portvakt-chromium-'));
  if (options.home === undefined) mkdirSync(profilesOf(home), { recursive: true });
  rmSync(join(profilesOf(home), 'DevToolsActivePort'), { force: true });
  const words = [
    ...before,
    chromiumProgram,
    ...(display === undefined ? ['--headless=new'] : []),
    ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-component-update'],
    ...[
      '--disable-sync',
      '--password-store=basic',
      '--ignore-certificate-errors',
      '--remote-debugging-port=0',
      '--remote-debugging-pipe',
    ],
    `--user-data-dir=${profilesOf(home)}`,
    ...(sites === undefined ? [] : [`--host-resolver-rules=${resolverRules(sites)}`]),
    // Web apps can be installed only from where the certificate is in order.
    ...(sites?.keyPin === undefined ? [] : [`--ignore-certificate-errors-spki-list=${sites.keyPin}`]),
    ...args,
    url,
  ];
  const [program = '', ...rest] = words;
  const child = spawn(program, rest, {
    detached: true,
    env: {
      PATH: '/usr/bin:/bin',
      HOME: home,
      XDG_CONFIG_HOME: join(home, '.config'),
      XDG_DATA_HOME: join(home, '.local/share'),
      LANG: 'en_GB.UTF-8',
      ...(display === undefined ? {} : { DISPLAY: display }),
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString('utf8')).slice(-4_000)));
  child.on('error', () => undefined);
  return { child, options, home, ownHome: options.home === undefined, stderr: () => stderr };
}

function resolverRules({ httpsPort, httpPort }: NonNullable<ChromiumOptions['sites']>): string {
  const rules = [
    'MAP 127.0.0.1 127.0.0.1',
    `MAP *:443 127.0.0.1:${httpsPort}`,
    `MAP *:80 127.0.0.1:${httpPort}`,
    'MAP * 127.0.0.1',
  ];
  return rules.join(', ');
}

/**
 * Goes there and says what stands in the tab when the browser has settled. A navigation that is refused or led elsewhere
 * is no failure: the error page, or the page of the extension, comes a moment later.
 */
export async function goTo(page: Page, url: string): Promise<Shown> {
  const settled = page.waitForEvent('domcontentloaded', { timeout: 10_000 }).catch(() => undefined);
  await page.goto(url, { waitUntil: 'commit', timeout: 10_000 }).catch(() => undefined);
  await Promise.race([settled, until('a document', () => readyState(page), 10_000)]);
  const shown = await shownIn(page);
  if (shown.kind !== 'empty' || !/^https?:/.test(url)) return shown;
  // Still the page that was there before; where nothing comes, that is what is shown.
  await until('the page', async () => (await shownIn(page)).kind !== 'empty' || undefined, 5_000).catch(
    () => undefined,
  );
  return shownIn(page);
}

async function readyState(page: Page): Promise<true | undefined> {
  const state = await page.evaluate(() => document.readyState).catch(() => 'loading');
  return state === 'loading' ? undefined : true;
}

/** What stands in the tab now. */
export async function shownIn(page: Page): Promise<Shown> {
  // The document's own address: what Playwright tells may be that of a navigation which is still being redirected.
  const read = await page
    .evaluate(() => ({
      url: location.href,
      title: document.title,
      text: document.body?.innerText ?? '',
    }))
    .catch(() => ({ url: page.url(), title: '', text: '' }));
  return shownBy(read);
}
