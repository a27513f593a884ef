import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { createInstalledApps } from '#platform/installed-apps/linux.ts';
import { fakeRoot, type FakeRoot } from './fake-root.ts';

const flatpak = '/usr/bin/flatpak';
const missing = !existsSync(flatpak);
if (missing && process.env['CI'] === 'true')
  throw new Error('the flatpak suite needs the Debian package flatpak');

const id = 'org.example.Portvakt';

/** Runs flatpak for the fake account: everything it writes lies in the fake root. */
function run(tree: FakeRoot, ...args: readonly string[]): void {
  const home = tree.at('/home/anna');
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: home,
    XDG_DATA_HOME: `${home}/.local/share`,
    XDG_CACHE_HOME: `${home}/.cache`,
    FLATPAK_SYSTEM_DIR: tree.at('/var/lib/flatpak'),
  };
  const ran = spawnSync(flatpak, [...args], { encoding: 'utf8', env, timeout: 60_000 });
  if (ran.status !== 0) throw new Error(`flatpak ${args[0]}: ${ran.stderr}`);
}

describe.skipIf(missing)('a real flatpak (needs the Debian package flatpak)', () => {
  it('is found with its launcher in the account that installed it, and gone when it is removed', async () => {
    using tree = fakeRoot();
    tree.file('/build/metadata', `[Application]\nname=${id}\nruntime=org.x.Platform/x86_64/1\ncommand=x\n`);
    tree.program('/build/files/bin/x');
    const launcher = `share/applications/${id}.desktop`;
    for (const folder of ['files', 'export'])
      tree.file(`/build/${folder}/${launcher}`, '[Desktop Entry]\nType=Application\nName=P\nExec=x %u\n');
    await using apps = createInstalledApps({ root: tree.root });
    const keys = async (): Promise<readonly string[]> => (await apps.read()).apps.map((app) => app.key);
    expect(await keys()).toEqual([]);

    run(tree, 'build-export', tree.at('/repo'), tree.at('/build'));
    run(tree, '--user', 'remote-add', '--no-gpg-verify', 'local', tree.at('/repo'));
    run(tree, '--user', 'install', '-y', '--no-deps', '--no-related', 'local', id);
    const installed = [
      `desktop-file:1001:/home/anna/.local/share/flatpak/exports/${launcher}`,
      `flatpak:1001:${id}`,
    ];
    await vi.waitFor(async () => expect(await keys()).toEqual(installed), 10_000);
    const { apps: found, faults } = await apps.read();
    expect(faults).toEqual([]);
    for (const app of found) expect(app.evidence).toContainEqual({ kind: 'flatpak-id', value: id });

    run(tree, '--user', 'uninstall', '-y', id);
    await vi.waitFor(async () => expect(await keys()).toEqual([]), 10_000);
  });
});
