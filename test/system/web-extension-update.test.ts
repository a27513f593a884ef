import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installationOf } from '#agent/web/installation.ts';
import { publishExtension } from '#agent/web/publication.ts';
import { chromiumId } from '#installers/extension/crx.ts';
import { fillFolder } from '#installers/extension/folder.ts';
import { packExtension, type Packed } from '#installers/extension/package-files.ts';
import { projectSources } from '#installers/extension/project-sources.ts';
import { createBrowserPolicy } from '#platform/browser-policy/linux.ts';
import type { BrowserPolicy, DesiredBrowserState } from '#platform/browser-policy/port.ts';
import { generateRsaKey } from '#runtime/signature.ts';
import { PlayedAgent } from '#test/extension/played-agent.ts';
import { rulesMessage, webRule } from '#test/extension/web-rules.ts';
import { Chromium, chromiumProgram } from '#test/kit/chromium.ts';
import { Firefox, firefoxProgram } from '#test/kit/firefox.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { top } from '#test/kit/system-under-test.ts';
import { takeBrowserPolicy } from '#test/kit/web-guard-machine.ts';

const company = '/etc/chromium/policies/managed/company.json';
const rules = (revision: number, extensionVersion: string) => ({
  ...rulesMessage(revision, [webRule('TikTok', 'warn', { domains: ['tiktok.com'] })]),
  extensionVersion,
});

/** This machine with an agent that the test plays, and packages of the extension as the real one publishes them. */
class Machine implements AsyncDisposable {
  readonly folder = mkdtempSync('/var/lib/portvakt-test-');
  readonly pem = generateRsaKey();
  readonly agent = new PlayedAgent(this.folder);
  readonly policy: BrowserPolicy;
  readonly #before = takeBrowserPolicy();

  constructor() {
    chmodSync(this.folder, 0o755);
    this.agent.register(join(this.folder, 'unused'), {});
    this.policy = createBrowserPolicy({ recordFolder: join(this.folder, 'record'), leavingMs: 0 });
  }

  async pack(name: string, version: string, pem: string): Promise<Packed> {
    const folder = join(this.folder, name);
    const packed = await packExtension({ sources: projectSources(top), version, pem, folder });
    fillFolder(folder, packed.files);
    return packed;
  }
  /** The agent starts with a package of this version. */
  async publish(version: string): Promise<void> {
    const { description } = await this.pack('built', version, this.pem);
    const places = {
      ...{ from: join(this.folder, 'built'), to: join(this.folder, 'published') },
      node: process.execPath,
    };
    const published = await publishExtension(description, places);
    if (!published.ok) throw new Error(published.fault);
    const { extension, nativeHost } = installationOf(description, {
      extensionFolder: published.value.folder,
      launcherFolder: this.folder,
      doorFolder: this.folder,
      node: published.value.node,
    });
    const desired: DesiredBrowserState = {
      block: { domains: [], hosts: [], paths: [], except: [] },
      extension,
      nativeHost: { name: nativeHost.name, program: join(this.folder, 'host.sh') },
      settings: { privateWindows: 'leave', guestProfiles: 'leave', userNativeHosts: 'leave' },
    };
    await this.policy.apply(desired);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.policy.apply(undefined);
      await this.policy[Symbol.asyncDispose]();
      await this.agent[Symbol.asyncDispose]();
    } finally {
      this.#before[Symbol.dispose]();
      rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

describe.skipIf(
  !canRunAsRoot('a new version of the extension', { programs: [chromiumProgram, firefoxProgram] }),
)('a new version of the extension', () => {
  it('reaches a Chromium that runs, when the agent says that there is one', async () => {
    await using machine = new Machine();
    const { agent, folder } = machine;
    await agent.begin();
    // What a company says of other extensions is merged with what is said of ours.
    const { id, updates } = (await machine.pack('other', '1.0.0', generateRsaKey())).description.chromium;
    mkdirSync(dirname(company), { recursive: true });
    const settings = {
      '*': { installation_mode: 'blocked' },
      [id]: { installation_mode: 'force_installed', update_url: `file://${folder}/other/${updates}` },
    };
    writeFileSync(company, JSON.stringify({ ExtensionSettings: settings }));
    await machine.publish('1.0.0');
    agent.greeting = [rules(1, '1.0.0')];
    await using browser = await Chromium.start();
    const first = await agent.told('hello', () => true, 40_000);
    expect(first.version).toBe('1.0.0');
    await agent.told('applied');

    await machine.publish('2.0.0');
    agent.greeting = [rules(2, '2.0.0')];
    const since = performance.now();
    agent.say(rules(2, '2.0.0'));
    // Another browser of this PC may have the extension too.
    const isSame = ({ profile, version }: { profile: string; version: string }): boolean =>
      profile === first.profile && version === '2.0.0';
    const second = await agent.told('hello', isSame, 60_000);
    console.info(`the new version said hello after ${Math.round(performance.now() - since)} ms`);
    // What it held is still there.
    expect(second.revision).toBe(2);
    const versionsOf = (extension: string): readonly string[] =>
      readdirSync(join(browser.profiles, 'Default/Extensions', extension));
    expect(versionsOf(chromiumId(machine.pem)).some((name) => name.startsWith('2.0.0'))).toBe(true);
    expect(versionsOf(id)).toHaveLength(1);
    expect(browser.running).toBe(true);
  });

  it('reaches Firefox at its next start', async () => {
    await using machine = new Machine();
    const { agent } = machine;
    await agent.begin();
    await machine.publish('1.0.0');
    agent.greeting = [rules(1, '1.0.0')];
    await using browser = await Firefox.start();
    const isFirefox = ({ family, version }: { family: string; version: string }): boolean =>
      family === 'firefox' && version === '1.0.0';
    const first = await agent.told('hello', isFirefox, 40_000);
    await agent.told('applied');
    await machine.publish('2.0.0');
    agent.greeting = [rules(2, '2.0.0')];
    await browser.end();
    await using again = await browser.restart();
    expect(again.running).toBe(true);
    await agent.told(
      'hello',
      ({ profile, version }) => profile === first.profile && version === '2.0.0',
      40_000,
    );
  });
});
