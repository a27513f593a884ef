import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bidi } from './firefox-bidi.ts';
import { endGroup } from './process-group.ts';
import { until } from './system-under-test.ts';
import { shownBy, type Shown } from './web-shown.ts';

export const firefoxProgram = '/usr/bin/firefox-esr';

export type FirefoxOptions = {
  /** Of a screen: a real window there. Without it there is none. */
  readonly display?: string;
  /** Home of its own, which outlives the browser; its profile lies in it. Without it one is made and taken away. */
  readonly home?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly preferences?: Readonly<Record<string, string | number | boolean>>;
  /** Words before the command, as `asAccount` gives them. */
  readonly before?: readonly string[];
};

/**
 * Debian's Firefox ESR with a fresh profile, under the test's hand. Every host name leads to this machine, and the port
 * stands in the address: `sites.httpsPort`.
 */
export class Firefox implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #options: FirefoxOptions;
  readonly home: string;
  readonly bidi: Bidi;

  private constructor(started: Started, bidi: Bidi) {
    this.#child = started.child;
    this.#options = started.options;
    this.home = started.home;
    this.bidi = bidi;
  }

  static async start(options: FirefoxOptions = {}): Promise<Firefox> {
    const started = launch(options);
    try {
      const url = await until(
        'Firefox to listen',
        () => {
          if (started.child.exitCode !== null) throw new Error(`Firefox ended: ${started.stderr()}`);
          return /WebDriver BiDi listening on (ws:\S+)/.exec(started.stderr())?.[1];
        },
        45_000,
      );
      return new Firefox(started, await Bidi.connect(url));
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

  /** The tab that it began with. */
  async firstTab(): Promise<FirefoxTab> {
    const first = await until('a tab', async () => (await this.bidi.tabs())[0], 15_000);
    return new FirefoxTab(this.bidi, first.context);
  }
  async newTab(): Promise<FirefoxTab> {
    const { context } = await this.bidi.call<{ context: string }>('browsingContext.create', { type: 'tab' });
    return new FirefoxTab(this.bidi, context);
  }
  /** A new tab that goes there, and what stands in it in the end. */
  async open(url: string): Promise<{ readonly tab: FirefoxTab; readonly shown: Shown }> {
    const tab = await this.newTab();
    return { tab, shown: await tab.goTo(url) };
  }

  /** Ends it as a person does, who keeps the profile. */
  async end(): Promise<void> {
    // Its own way out: what is killed asks at the next start whether it should begin afresh.
    if (this.running) await this.bidi.call('browser.close').catch(() => undefined);
    if (this.running) await until('Firefox to end', () => !this.running || undefined, 15_000).catch(() => 0);
    this.bidi[Symbol.dispose]();
    await endGroup(this.#child);
  }
  /** Ends it and starts it again with the same profile. */
  async restart(change: Partial<FirefoxOptions> = {}): Promise<Firefox> {
    await this.end();
    return Firefox.start({ ...this.#options, ...change, home: this.home });
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    if (this.#options.home === undefined) rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One tab of a Firefox. */
export class FirefoxTab {
  readonly #bidi: Bidi;
  readonly context: string;

  constructor(bidi: Bidi, context: string) {
    this.#bidi = bidi;
    this.context = context;
  }

  /**
   * Goes there and says what stands in the tab when it has loaded. A navigation that is refused or led elsewhere is no
   * failure.
   */
  async goTo(url: string): Promise<Shown> {
    const went = this.#bidi
      .call('browsingContext.navigate', { context: this.context, url, wait: 'interactive' })
      .catch(() => undefined);
    await Promise.race([went, later(10_000)]);
    return this.shown();
  }
  async reload(): Promise<void> {
    await this.#bidi.call('browsingContext.reload', { context: this.context }).catch(() => undefined);
  }
  evaluate(expression: string): Promise<string | undefined> {
    return this.#bidi.evaluate(this.context, expression);
  }
  /** What stands in the tab now; `gone` is told by an empty address. */
  async shown(): Promise<Shown> {
    const url = (await this.#bidi.tabs()).find(({ context }) => context === this.context)?.url ?? '';
    const read = await this.evaluate(
      "[document.documentURI, document.title, (document.body?.innerText ?? '').trim()].join('\\u0001')",
    );
    const [document, title = '', text = ''] = (read ?? '').split('\u0001');
    return shownBy({ url, title, text }, document);
  }
  async close(): Promise<void> {
    await this.#bidi.call('browsingContext.close', { context: this.context }).catch(() => undefined);
  }
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

type Started = {
  readonly child: ChildProcess;
  readonly options: FirefoxOptions;
  readonly home: string;
  readonly stderr: () => string;
};

/** Nothing of it reaches out by itself; whatever it asks for by name is on this machine. */
const quiet: NonNullable<FirefoxOptions['preferences']> = {
  'network.dns.forceResolve': '127.0.0.1',
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.aboutwelcome.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'browser.sessionstore.resume_from_crash': false,
  'browser.tabs.warnOnClose': false,
};

function launch(options: FirefoxOptions): Started {
  const { display, args = [], env = {}, before = [] } = options;
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'portvakt-firefox-'));
  const profile = join(home, 'profile');
  mkdirSync(profile, { recursive: true });
  const preferences = Object.entries({ ...quiet, ...options.preferences });
  writeFileSync(
    join(profile, 'user.js'),
    preferences
      .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
      .join(''),
  );
  const [program = '', ...rest] = [
    ...before,
    firefoxProgram,
    ...(display === undefined ? ['--headless'] : []),
    ...['--no-remote', '--profile', profile, '--remote-debugging-port=0', ...args],
  ];
  const child = spawn(program, rest, {
    detached: true,
    env: {
      PATH: '/usr/bin:/bin',
      HOME: home,
      LANG: 'en_GB.UTF-8',
      ...(display === undefined ? {} : { DISPLAY: display }),
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString('utf8')).slice(-8_000)));
  child.on('error', () => undefined);
  return { child, options, home, stderr: () => stderr };
}
