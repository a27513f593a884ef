import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
// The window's own declaration of `window.portvakt`, for what is evaluated in it.
import type {} from '#electron/renderer/bridge.ts';
import type { IconState } from '#protocol/tray-window.ts';
import { processTree, type Process } from './process-tree.ts';
import type { MenuEntry, TrayIcon } from './status-notifier.ts';
import { Child, until } from './system-under-test.ts';
import { builtTray } from './tray-build.ts';
import type { Desktop } from './tray-desktop.ts';
import { electronForTests } from './tray-electron.ts';
import { iconStateOf } from './tray-icon-state.ts';

export type TrayOptions = {
  readonly desktop: Desktop;
  /** Where the agent's doors are. */
  readonly run: string;
  /** As in LANG. Default `en_GB.UTF-8`. */
  readonly locale?: string;
  /** The person's home; what the tray keeps is in it. Default: a new one, gone afterwards. */
  readonly home?: string;
  /** In place of Electron itself: a program that starts it, for instance as somebody else. */
  readonly program?: string;
  /** With Chromium's own sandbox, which root cannot have. Default no. */
  readonly sandboxed?: boolean;
  readonly env?: Readonly<Record<string, string>>;
};

/** The tray as a login would start it, in an Electron of its own. */
export class TrayUnderTest implements AsyncDisposable {
  readonly app: ElectronApplication;
  readonly home: string;
  readonly #options: TrayOptions;
  readonly #folder: string;
  /** Asked for once: playwright forgets it when the program has ended. */
  readonly #child: ChildProcess;
  readonly #printed: string[] = [];

  private constructor(app: ElectronApplication, options: TrayOptions, at: { home: string; folder: string }) {
    this.app = app;
    this.home = at.home;
    this.#folder = at.folder;
    this.#options = options;
    this.#child = app.process();
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (chunk: Buffer) => this.#printed.push(chunk.toString('utf8')));
  }

  static async start(options: TrayOptions): Promise<TrayUnderTest> {
    const home = options.home ?? mkdtempSync('/tmp/portvakt-tray-home-');
    const folder = await builtTray();
    const app = await _electron.launch({
      executablePath: options.program ?? electronForTests(),
      args: [...(options.sandboxed === true ? [] : ['--no-sandbox']), folder],
      env: environment(options, home),
      cwd: home,
      chromiumSandbox: options.sandboxed === true,
    });
    const tray = new TrayUnderTest(app, options, { home, folder });
    await app.evaluate(async ({ app: electron }) => electron.whenReady());
    return tray;
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('the tray did not start');
    return pid;
  }
  get folder(): string {
    return this.#folder;
  }
  printed(): string {
    return this.#printed.join('');
  }

  /** The tray's icon in the panel. */
  icon(): Promise<TrayIcon> {
    return until('the icon in the panel', () => this.#options.desktop.panel.newestIcon(), 15_000);
  }
  async iconState(): Promise<IconState | undefined> {
    return iconStateOf(await (await this.icon()).pixmaps(), this.#folder);
  }
  /** Waits until it is so. */
  async iconIs(state: IconState): Promise<IconState> {
    const is = async (): Promise<IconState | undefined> => {
      const now = await this.iconState();
      return now === state ? now : undefined;
    };
    return until(`the icon ${state}`, is, 20_000);
  }
  async menu(): Promise<readonly MenuEntry[]> {
    return (await this.icon()).menu();
  }
  /** Clicks the menu's entry that says this. */
  async choose(label: RegExp): Promise<void> {
    const entries = await this.menu();
    const entry = entries.find((one) => label.test(one.label));
    if (entry === undefined) throw new Error(`no ${String(label)} in ${JSON.stringify(entries)}`);
    await (await this.icon()).choose(entry);
  }

  /** The tray's window, once it is open and has something to read. */
  async window(): Promise<Page> {
    const page = await until('the window', () => this.app.windows().find((one) => !one.isClosed()), 15_000);
    await page.locator('h1').first().waitFor();
    return page;
  }
  async noWindow(): Promise<void> {
    await until(
      'no window',
      () => (this.renderers() === 0 && this.openWindows() === 0 ? true : undefined),
      15_000,
    );
  }
  openWindows(): number {
    return this.app.windows().filter((one) => !one.isClosed()).length;
  }
  /** Live processes that draw pages. */
  renderers(): number {
    // Chromium's forked processes write their arguments anew, as one string.
    return processTree(this.pid).filter(({ command }) => command.join(' ').includes(' --type=renderer'))
      .length;
  }
  rendererPids(): readonly number[] {
    // Chromium's forked processes write their arguments anew, as one string.
    const draws = ({ command }: Process): boolean => command.join(' ').includes(' --type=renderer');
    return processTree(this.pid)
      .filter(draws)
      .map(({ pid }) => pid);
  }
  async closeWindow(): Promise<void> {
    for (const page of this.app.windows()) await page.close();
    await this.noWindow();
  }

  /** Starts the application once more, as the application menu does, and waits for that second start to end. */
  async startAgain(): Promise<void> {
    await using second = new Child(
      this.#options.program ?? electronForTests(),
      [...(this.#options.sandboxed === true ? [] : ['--no-sandbox']), this.#folder],
      environment(this.#options, this.home),
    );
    await second.ended();
  }

  /** As a crash would. Its home stays for the next start. */
  async kill(): Promise<void> {
    const ended = once(this.#child, 'exit');
    process.kill(this.pid, 'SIGKILL');
    await ended;
  }
  async stop(): Promise<void> {
    await this.app.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) await this.kill();
    if (this.#options.home === undefined) rmSync(this.home, { recursive: true, force: true });
  }
}

function environment(options: TrayOptions, home: string): Record<string, string> {
  const runtime = join(home, '.runtime');
  mkdirSync(runtime, { recursive: true, mode: 0o700 });
  const locale = options.locale ?? 'en_GB.UTF-8';
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    TZ: 'Europe/Oslo',
    LANG: locale,
    LANGUAGE: locale.split('.')[0] ?? locale,
    DISPLAY: options.desktop.display,
    DBUS_SESSION_BUS_ADDRESS: options.desktop.bus.address,
    XDG_RUNTIME_DIR: runtime,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local/share'),
    XDG_CACHE_HOME: join(home, '.cache'),
    PORTVAKT_RUN: options.run,
    ...options.env,
  };
}
