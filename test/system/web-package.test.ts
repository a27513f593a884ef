import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildExtension } from '#installers/extension/build-extension.ts';
import { launcherText } from '#platform/native-messaging/launcher.ts';
import { nativeHostName } from '#protocol/browser-agent.ts';
import { extensionPackageFile, type ExtensionPackage } from '#protocol/extension-package.ts';
import { fileAddress } from '#protocol/extension-updates.ts';
import { Chromium, chromiumProgram } from '#test/kit/chromium.ts';
import { Firefox, firefoxProgram } from '#test/kit/firefox.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { startTestServer } from '#test/kit/server-in-test.ts';
import { top, until } from '#test/kit/system-under-test.ts';

const here = canRunAsRoot('the packed extension', { programs: [chromiumProgram, firefoxProgram] });

describe.skipIf(!here)('the packed extension in real browsers', () => {
  let folder: string;
  let built: string;
  let described: ExtensionPackage;
  let launcher: string;
  let door: Server;
  /** What extensions said to the door. */
  const said: unknown[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portvakt-package-'));
    // A name with everything that an address or XML could trip over.
    built = join(folder, "built & <web> 'æ' %41");
    await buildExtension({ top, folder: built, store: false, key: { own: join(folder, 'key.pem') } });
    described = JSON.parse(readFileSync(join(built, extensionPackageFile), 'utf8')) as ExtensionPackage;
    const run = join(folder, 'run');
    mkdirSync(run, { mode: 0o755 });
    door = createServer((visitor) => {
      let held = Buffer.alloc(0);
      visitor.on('error', () => visitor.destroy());
      visitor.on('data', (chunk: Buffer) => {
        held = Buffer.concat([held, chunk]);
        while (held.length >= 4 && held.length >= 4 + held.readUInt32LE(0)) {
          const end = 4 + held.readUInt32LE(0);
          said.push(JSON.parse(held.toString('utf8', 4, end)));
          held = held.subarray(end);
        }
      });
    });
    door.listen(join(run, 'browser.sock'));
    await once(door, 'listening');
    launcher = join(folder, 'launcher');
    const script = join(built, described.host);
    writeFileSync(launcher, launcherText({ node: process.execPath, script, doorFolder: run }), {
      mode: 0o755,
    });
  });
  afterAll(() => {
    door.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const manifestOfHost = (allowed: object): string =>
    JSON.stringify({ name: nativeHostName, description: 'test', path: launcher, type: 'stdio', ...allowed });

  /** Has Chromium, with a fresh profile, install it from there; the version that it took, and what it said at the door. */
  async function chromiumInstalls(updateUrl: string): Promise<{ taken: readonly string[]; hello: unknown }> {
    const { id } = described.chromium;
    const settings = {
      [id]: { installation_mode: 'force_installed', update_url: updateUrl, override_update_url: true },
    };
    using _policy = machineFile(
      '/etc/chromium/policies/managed/portvakt-test-package.json',
      JSON.stringify({ ExtensionSettings: settings }),
    );
    const home = mkdtempSync(join(tmpdir(), 'portvakt-chromium-'));
    try {
      const hosts = join(home, '.config/chromium/NativeMessagingHosts');
      mkdirSync(hosts, { recursive: true });
      writeFileSync(
        join(hosts, `${nativeHostName}.json`),
        manifestOfHost({ allowed_origins: [`chrome-extension://${id}/`] }),
      );
      said.length = 0;
      await using chromium = await Chromium.start({ home });
      const installed = join(chromium.profiles, 'Default/Extensions', id);
      const taken = await until(
        'the extension in the profile',
        () =>
          existsSync(installed) && readdirSync(installed).length > 0 ? readdirSync(installed) : undefined,
        20_000,
      );
      return { taken, hello: await until('the extension to speak', () => said[0], 20_000) };
    } finally {
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    }
  }

  const spoken = (): unknown => ({
    taken: [`${described.version}_0`],
    hello: expect.objectContaining({
      type: 'hello',
      family: 'chromium',
      version: described.version,
    }) as unknown,
  });

  it('Chromium takes it from the folder of the build, by the id that the build computed, and it speaks', async () => {
    const from = fileAddress(join(built, described.chromium.updates));
    expect(await chromiumInstalls(from)).toEqual(spoken());
  });

  it('Chromium takes it from a Portvakt server', async () => {
    const data = mkdtempSync(join(tmpdir(), 'portvakt-server-'));
    try {
      await using server = await startTestServer(data, { extensionFolder: built });
      const from = `${server.apiUrl}/extension/updates.xml`;
      expect(await chromiumInstalls(from)).toEqual(spoken());
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });

  it('Firefox takes it from the folder of the build, and it speaks', async () => {
    const { id, xpi } = described.firefox;
    const policies = {
      ExtensionSettings: {
        [id]: {
          installation_mode: 'force_installed',
          install_url: fileAddress(join(built, xpi)),
          private_browsing: true,
        },
      },
      Preferences: { 'xpinstall.signatures.required': { Value: false, Status: 'locked' } },
    };
    using _policy = machineFile('/etc/firefox/policies/policies.json', JSON.stringify({ policies }));
    const home = mkdtempSync(join(tmpdir(), 'portvakt-firefox-'));
    try {
      const hosts = join(home, '.mozilla/native-messaging-hosts');
      mkdirSync(hosts, { recursive: true });
      writeFileSync(join(hosts, `${nativeHostName}.json`), manifestOfHost({ allowed_extensions: [id] }));
      said.length = 0;
      await using _firefox = await Firefox.start({ home });
      const hello = await until('the extension to speak', () => said[0], 20_000);
      expect(hello).toMatchObject({ type: 'hello', family: 'firefox', version: described.version });
    } finally {
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});

/** A file for the whole machine, with the folders above it; afterwards all is as it was. */
function machineFile(path: string, text: string): Disposable {
  const before = existsSync(path) ? readFileSync(path) : undefined;
  const made = mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  writeFileSync(path, text, { mode: 0o644 });
  return {
    [Symbol.dispose]: () => {
      if (before !== undefined) writeFileSync(path, before);
      else rmSync(made ?? path, { recursive: true, force: true });
    },
  };
}
