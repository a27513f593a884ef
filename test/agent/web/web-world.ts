import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startAgent } from '#agent/main.ts';
import type { ProcessSnapshot } from '#platform/processes/port.ts';
import type { LocalConnection } from '#platform/local-endpoint/port.ts';
import { agentToBrowser, type AgentToBrowser, type BrowserToAgent } from '#protocol/browser-agent.ts';
import { frameParser, isUnknown } from '#protocol/frames.ts';
import type { ExtensionPackage } from '#protocol/extension-package.ts';
import { silentLog, type Log } from '#runtime/log.ts';
import { chromiumExe } from '#test/kit/fake-browsers.ts';
import { clockSetTo, SkippingClock } from '#test/kit/fake-clock.ts';
import { FakePlatform } from '#test/kit/fake-platform.ts';
import { monday } from '#test/kit/policy-builder.ts';
import { until } from '#test/kit/system-under-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { TinyServer, type TinyServerOptions } from '#test/kit/tiny-server.ts';

const parse = frameParser<AgentToBrowser>(agentToBrowser);
export type Rules = Extract<AgentToBrowser, { type: 'rules' }>;

export const extensionId = 'abcdefghijklmnopabcdefghijklmnop';

/** What the build of the extension leaves, without its content. */
export function packExtension(folder: string): void {
  const about: ExtensionPackage = {
    version: '0.1.0',
    chromium: { id: extensionId, crx: 'it.crx', updates: 'updates.xml' },
    firefox: { id: 'web@portvakt.example', xpi: 'it.xpi', updates: 'updates.json', signed: false },
    host: 'host.cjs',
  };
  writeFileSync(join(folder, 'extension.json'), JSON.stringify(about));
  for (const name of ['it.crx', 'updates.xml', 'it.xpi', 'updates.json', 'host.cjs'])
    writeFileSync(join(folder, name), '');
}

/** One profile of a browser that plays the extension's part. */
export class PlayedExtension {
  readonly heard: AgentToBrowser[] = [];
  closed: string | undefined;
  readonly #connection: LocalConnection;

  constructor(connection: LocalConnection) {
    this.#connection = connection;
    connection.onMessage((message) => {
      const read = parse(JSON.stringify(message), 1_048_576);
      if (!read.ok || isUnknown(read.value))
        throw new Error('the agent says what its protocol does not have');
      this.heard.push(read.value);
    });
    connection.onClose((why) => (this.closed = why));
  }

  say(message: unknown): void {
    this.#connection.send(message);
  }
  hello(over: Partial<Extract<BrowserToAgent, { type: 'hello' }>> = {}): void {
    this.say({
      type: 'hello',
      version: '0.1.0',
      family: 'chromium',
      profile: 'a'.repeat(32),
      revision: 0,
      languages: ['en-US'],
      ...over,
    });
  }
  /** The rules that came last, once they are as wanted. */
  rules(what: string, wanted: (rules: Rules) => boolean = () => true): Promise<Rules> {
    return until(what, () => {
      const last = this.heard.findLast((one) => one.type === 'rules');
      return last?.type === 'rules' && wanted(last) ? last : undefined;
    });
  }
  close(): void {
    this.#connection[Symbol.dispose]();
  }
}

type WorldOptions = { readonly private?: boolean; readonly log?: Log };

/** An agent with a web guard, a server, and a machine without an operating system. */
export class WebWorld implements AsyncDisposable {
  readonly folder = tempFolder();
  readonly extension = tempFolder();
  readonly platform: FakePlatform;
  readonly server: TinyServer;
  readonly #clock = new SkippingClock(clockSetTo(monday));
  /** Milliseconds that have passed besides those of the real clock; timers do not know of them. */
  passed = 0;
  agent!: Awaited<ReturnType<typeof startAgent>>;
  readonly #options: WorldOptions;

  private constructor(server: TinyServer, options: WorldOptions, platform: FakePlatform) {
    this.server = server;
    this.#options = options;
    this.platform = platform;
    packExtension(this.extension.path);
  }

  static async open(
    options: TinyServerOptions & {
      readonly private?: boolean;
      readonly removeAtEnd?: boolean;
      readonly log?: Log;
      readonly platform?: FakePlatform;
    } = {},
  ): Promise<WebWorld> {
    const server = await TinyServer.open(options);
    const world = new WebWorld(server, options, options.platform ?? new FakePlatform());
    await world.start(options.removeAtEnd === true);
    await until('the release is applied', () => server.heard.find(({ type }) => type === 'release-applied'));
    return world;
  }

  async start(removeAtEnd = false): Promise<void> {
    const at = (name: string): string => join(this.folder.path, name);
    this.agent = await startAgent({
      installRoot: { mode: 'system', state: at('state'), run: at('run'), config: at('config') },
      platform: this.platform,
      log: this.#options.log ?? silentLog,
      clock: {
        now: () => this.#clock.now(),
        monotonic: () => this.#clock.monotonic() + this.passed,
        after: (ms, call) => this.#clock.after(ms, call),
      },
      random: () => 0,
      settings: {
        server: this.server.url,
        token: this.server.token,
        ...(this.#options.private === true ? { class: 'private' as const } : {}),
      },
      web: { extensionFolder: this.extension.path, launcherFolder: at('launcher'), removeAtEnd },
    });
  }

  /** Time passes, and what it sets off happens. */
  skip(ms: number): void {
    this.#clock.skip(ms);
  }

  /** A browser of this account starts. */
  browser(uid = 1000, exe = chromiumExe): ProcessSnapshot {
    return this.platform.fakeProcesses.start({ exe, uid });
  }

  /** Its extension calls through the native host. */
  async profile(
    browser: ProcessSnapshot | undefined,
    uid = 1000,
    language: Readonly<Record<string, string>> = {},
  ): Promise<PlayedExtension> {
    const host = this.platform.fakeProcesses.start({
      exe: '/usr/bin/node',
      uid,
      ...(browser === undefined ? {} : { parent: browser.pid }),
    });
    this.platform.languages.set(host.pid, language);
    this.platform.endpoint.caller = { uid, gid: uid, pid: host.pid };
    const dialled = await this.platform.endpoint.dial('browser', join(this.folder.path, 'run'));
    if (!dialled.ok) throw new Error(dialled.fault.code);
    return new PlayedExtension(dialled.value);
  }

  /** What the server was last told of enforcement, once it is as wanted. */
  told(
    what: string,
    wanted: (applied: Extract<TinyServer['heard'][number], { type: 'release-applied' }>) => boolean,
  ) {
    return until(what, () => {
      const last = this.server.heard.findLast((one) => one.type === 'release-applied');
      return last?.type === 'release-applied' && wanted(last) ? last : undefined;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.agent.stop();
    await this.server[Symbol.asyncDispose]();
    this.folder[Symbol.dispose]();
    this.extension[Symbol.dispose]();
  }
}
