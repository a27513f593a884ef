import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildExtension } from '#installers/extension/build-extension.ts';
import type { Ban } from '#policy/ban.ts';
import type { BrowserSettings } from '#policy/browser-settings.ts';
import { canary, type BrowserCoverage } from '#policy/proof.ts';
import type { DeviceSummary, StoredEvent } from '#protocol/console-devices.ts';
import type { ExtensionPackage } from '#protocol/extension-package.ts';
import { Chromium, type ChromiumOptions } from './chromium.ts';
import { Firefox, type FirefoxOptions } from './firefox.ts';
import { ban, organisation } from './policy-builder.ts';
import { policyFiles, startTestServer, type TestServer } from './server-in-test.ts';
import { Child, top, until } from './system-under-test.ts';
import { takeBrowserPolicy, writeForeign } from './web-guard-machine.ts';
import { WebSites } from './web-site.ts';

/** The agent's own policy file for Chromium. */
export const ownChromium = '/etc/chromium/policies/managed/zz-portvakt.json';
/** What the company's own tools wrote before Portvakt came. */
export const foreignChromium = '/etc/chromium/policies/managed/company.json';
export const foreignFirefox = '/etc/firefox/policies/policies.json';
const foreignChromiumText = `{
  // Lets the test look into pages of a forced extension.
  "DeveloperToolsAvailability": 1,
  "URLBlocklist": ["company-blocked.example"],
}
`;
const foreignFirefoxText = `{
  "policies": {
    "DisableTelemetry": true,
    "WebsiteFilter": { "Block": ["*://*.company-blocked.example/*"] }
  }
}
`;

export type StageOptions = {
  /** Without the company's own policy of Firefox. */
  readonly noForeignFirefox?: boolean;
};

/**
 * The whole web guard on this machine: a real server, a real agent as root, the extension as it is built, the machine's
 * managed policy; and an internet of its own. Everything is taken away at the end.
 */
export class WebGuardStage implements AsyncDisposable {
  readonly #own: AsyncDisposableStack;
  readonly folder: string;
  readonly server: TestServer;
  readonly sites: WebSites;
  readonly extension: ExtensionPackage;
  readonly #token: string;
  #agent: Child | undefined;

  private constructor(
    own: AsyncDisposableStack,
    parts: Pick<WebGuardStage, 'folder' | 'server' | 'sites' | 'extension'> & { readonly token: string },
  ) {
    this.#own = own;
    ({ folder: this.folder, server: this.server, sites: this.sites, extension: this.extension } = parts);
    this.#token = parts.token;
  }

  static async start(options: StageOptions = {}): Promise<WebGuardStage> {
    await using own = new AsyncDisposableStack();
    own.use(takeBrowserPolicy());
    const folder = mkdtempSync('/var/lib/portvakt-test-');
    chmodSync(folder, 0o755); // browsers of every account read the extension; and nobody else may write above it
    own.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
    writeForeign(foreignChromium, foreignChromiumText);
    if (options.noForeignFirefox !== true) writeForeign(foreignFirefox, foreignFirefoxText);
    const extensionFolder = join(folder, 'extension');
    await buildExtension({
      top,
      folder: extensionFolder,
      store: false,
      key: { own: join(folder, 'extension-key.pem') },
    });
    const extension = JSON.parse(
      readFileSync(join(extensionFolder, 'extension.json'), 'utf8'),
    ) as ExtensionPackage;
    const sites = own.use(await WebSites.start());
    const server = own.use(await startTestServer(join(folder, 'server')));
    const token = await server.enrolmentToken();
    const stage = new WebGuardStage(own.move(), { folder, server, sites, extension, token });
    stage.#own.defer(() => stage.stopAgent());
    return stage;
  }

  // ── IT ────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Publishes these bans and no others; when it returns, the server has it and agents are being told. */
  async publish(bans: readonly Ban[], browsers: BrowserSettings = { continueMinutes: 1 }): Promise<number> {
    const { languages } = organisation();
    const files = policyFiles(bans, { browsers, languages });
    return (await this.server.must('applyPolicy', { body: { files } })).version;
  }
  async device(): Promise<DeviceSummary | undefined> {
    return (await this.server.must('listDevices', { query: { limit: 10 } })).devices[0];
  }
  /** How far the web guard reaches there, as the PC told. */
  async coverage(): Promise<readonly BrowserCoverage[]> {
    const device = (await this.device())?.device;
    if (device === undefined) return [];
    return (await this.server.must('getDevice', { params: { device } })).browsers ?? [];
  }
  /** What the PC reported. */
  async events(): Promise<readonly StoredEvent['body'][]> {
    const { events } = await this.server.must('listEvents', { query: { limit: 500 } });
    return events.map(({ body }) => body);
  }

  // ── the PC ────────────────────────────────────────────────────────────────────────────────────────────────────────

  get run(): string {
    return join(this.folder, 'run');
  }
  get agent(): Child {
    if (this.#agent === undefined) throw new Error('no agent runs');
    return this.#agent;
  }
  /** Starts the agent, enrolled at its first start, and waits until its door for browsers is open. */
  async startAgent(node = process.execPath): Promise<void> {
    const tokenFile = join(this.folder, 'token');
    writeFileSync(tokenFile, this.#token, { mode: 0o600 });
    const agent = new Child(node, [
      'src/agent/main.ts',
      ...['--state', join(this.folder, 'agent'), '--run', this.run, '--config', join(this.folder, 'config')],
      ...['--server', this.server.url, '--token-file', tokenFile, '--log-level', 'warn'],
      ...['--extension', join(this.folder, 'extension')],
    ]);
    this.#agent = agent;
    await until('the agent to be in service', async () => {
      if (!agent.running) throw new Error(`the agent ended: ${agent.stderr()}`);
      return (await this.device()) !== undefined || undefined;
    });
  }
  /** As a service manager does it, or with SIGKILL as a crash. */
  async stopAgent(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.#agent?.end(signal);
    this.#agent = undefined;
  }

  /** Until the browsers' managed policy says what was published; a browser that starts now reads it at once. */
  async policyWritten(host: string = canary.host): Promise<void> {
    await until(`${host} in the managed policy`, () => ownPolicyText()?.includes(host) || undefined, 15_000);
  }
  policyGone(): Promise<true> {
    return until('no policy of ours', () => ownPolicyText() === undefined || undefined, 15_000);
  }

  // ── the person's browsers ─────────────────────────────────────────────────────────────────────────────────────────

  chromium(options: ChromiumOptions = {}): Promise<Chromium> {
    return Chromium.start({ sites: this.sites, ...options });
  }
  firefox(options: FirefoxOptions = {}): Promise<Firefox> {
    return Firefox.start(options);
  }
  /** The address in Firefox, where the port is part of it. */
  inFirefox(url: string): string {
    const address = new URL(url);
    address.port = String(address.protocol === 'https:' ? this.sites.httpsPort : this.sites.httpPort);
    return address.href;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#own.disposeAsync();
  }
}

export function ownPolicyText(): string | undefined {
  return existsSync(ownChromium) ? readFileSync(ownChromium, 'utf8') : undefined;
}

/** Bans as IT writes them, for every channel. */
export const bans = {
  tiktok: (over: Partial<Ban> = {}): Ban =>
    ban({
      id: 'tiktok',
      apps: ['tiktok'],
      removal: 'none',
      notice: { why: { en: 'It collects much.' } },
      ...over,
    }),
  telegram: (over: Partial<Ban> = {}): Ban =>
    ban({ id: 'telegram', apps: ['telegram'], removal: 'none', ...over }),
  instagram: (over: Partial<Ban> = {}): Ban =>
    ban({ id: 'instagram', apps: ['instagram'], effect: 'inform', removal: 'none', ...over }),
} as const;
