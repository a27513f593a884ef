import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, ftruncateSync, openSync, renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { createInstalledApps } from '#platform/installed-apps/linux.ts';
import { Disk } from '#platform/installed-apps/linux-disk.ts';
import { fakeRoot, isRoot, type FakeRoot } from './fake-root.ts';

const applications = '/home/anna/.local/share/applications';
const launcher = '[Desktop Entry]\nType=Application\nName=Good\nExec=/home/anna/Telegram/Telegram\n';

async function keysAndFaults(tree: FakeRoot) {
  await using apps = createInstalledApps({ root: tree.root });
  const { apps: found, faults } = await apps.read();
  return {
    keys: found.map((app) => app.key),
    faults: faults.map(({ source, path, why }) => `${source} ${path} ${why}`),
  };
}

describe('hostile homes', () => {
  it('neither waits for a FIFO nor reads a huge launcher, and reads the good one beside them', async () => {
    using tree = fakeRoot();
    tree.program('/home/anna/Telegram/Telegram');
    tree.file(`${applications}/good.desktop`, launcher);
    expect(spawnSync('mkfifo', [tree.at(`${applications}/fifo.desktop`)]).status).toBe(0);
    tree.file(`${applications}/huge.desktop`, launcher);
    const fd = openSync(tree.at(`${applications}/huge.desktop`), 'r+');
    ftruncateSync(fd, 100 * 1024 * 1024);
    closeSync(fd);
    const { keys, faults } = await keysAndFaults(tree);
    expect(keys).toEqual([
      `desktop-file:1001:${applications}/good.desktop`,
      'folder:1001:/home/anna/Telegram',
    ]);
    expect(faults).toEqual([
      `desktop-file ${applications}/fifo.desktop not a regular file`,
      `desktop-file ${applications}/huge.desktop larger than 131072 bytes`,
    ]);
  });

  it('follows links within a home, and none that leads out or in circles', async () => {
    using tree = fakeRoot();
    tree.program('/home/anna/Telegram/Telegram');
    tree.file('/home/anna/dotfiles/inside.desktop', launcher);
    tree.file('/root/secret.desktop', launcher);
    tree.link(`${applications}/inside.desktop`, '../../../dotfiles/inside.desktop');
    tree.link(`${applications}/outside.desktop`, tree.at('/root/secret.desktop'));
    tree.link(`${applications}/null.desktop`, '/dev/zero');
    tree.link(`${applications}/loop.desktop`, 'loop.desktop');
    tree.link(`${applications}/around`, '.');
    tree.link('/home/bo/.local/share/applications', tree.at('/root'));
    const { keys, faults } = await keysAndFaults(tree);
    expect(keys).toEqual([
      `desktop-file:1001:${applications}/inside.desktop`,
      'folder:1001:/home/anna/Telegram',
    ]);
    expect(faults).toEqual(
      expect.arrayContaining([
        `desktop-file ${applications}/outside.desktop a link that leads out`,
        `desktop-file ${applications}/null.desktop a link that leads out`,
        `desktop-file ${applications}/loop.desktop ELOOP`,
        'desktop-file /home/bo/.local/share/applications a link that leads out',
      ]),
    );
  });

  it('learn nothing of what lies in another one, by a path or by a link', async () => {
    using tree = fakeRoot();
    const named = (path: string): string => `[Desktop Entry]\nType=Application\nName=X\nExec=${path}\n`;
    tree.program('/home/bo/private/diary');
    tree.program('/srv/tools/shared');
    tree.link('/home/anna/way', tree.at('/home/bo/private'));
    chmodSync(tree.at('/home/bo'), 0o700);
    tree.file(`${applications}/path.desktop`, named('/home/bo/private/diary'));
    tree.file(`${applications}/link.desktop`, named('/home/anna/way/diary'));
    tree.file(`${applications}/shared.desktop`, named('/srv/tools/shared'));
    const { keys } = await keysAndFaults(tree);
    expect(keys.filter((key) => key.startsWith('desktop-file:'))).toEqual([
      `desktop-file:1001:${applications}/shared.desktop`,
    ]);
  });

  it('is not led out by a folder on the way that is a link', () => {
    using tree = fakeRoot();
    tree.file('/root/config/user-dirs.dirs', 'secret');
    symlinkSync(tree.at('/root/config'), tree.at('/home/anna/.config'));
    const disk = new Disk({ root: tree.root, fence: '/home/anna' });
    const read = disk.parser({ limit: 100 }, (content) => content.toString('utf8'));
    disk.begin();
    expect(read('/home/anna/.config/user-dirs.dirs')).toBeUndefined();
    expect(disk.end().faults).toEqual([
      { path: '/home/anna/.config/user-dirs.dirs', why: 'a link that leads out' },
    ]);
  });

  it('touches nothing on a file system that may hang', () => {
    using tree = fakeRoot();
    tree.folder('/home/anna/net/x');
    const disk = new Disk({
      root: tree.root,
      fence: '/home/anna',
      mounts: () => [{ point: tree.at('/home/anna/net'), hangs: true }],
    });
    disk.begin();
    expect(disk.list('/home/anna/net/x')).toBeUndefined();
    expect(disk.exists('/home/anna/net')).toBe(false);
    expect(disk.list('/home/anna/')).toBeDefined();
    expect(disk.end().faults).toEqual([
      { path: '/home/anna/net/x', why: 'on a network or user-made file system' },
    ]);
  });

  it('does not follow a link, nor a folder that is one, onto a file system that may hang', () => {
    using tree = fakeRoot();
    tree.file('/home/anna/net/x/good.desktop', launcher);
    tree.link('/home/anna/links/folder', tree.at('/home/anna/net'));
    tree.link('/home/anna/links/file.desktop', '../net/x/good.desktop');
    const disk = new Disk({
      root: tree.root,
      fence: '/home/anna',
      mounts: () => [{ point: tree.at('/home/anna/net'), hangs: true }],
    });
    const read = disk.parser({ limit: 1000 }, String);
    disk.begin();
    expect(disk.list('/home/anna/links/folder/x')).toBeUndefined();
    expect(disk.lstat('/home/anna/links/folder/x')).toBeUndefined();
    expect(disk.exists('/home/anna/links/folder/x/good.desktop')).toBe(false);
    expect(disk.resolve('/home/anna/links/file.desktop')).toBe('/home/anna/links/file.desktop');
    expect(read('/home/anna/links/file.desktop')).toBeUndefined();
    const { faults } = disk.end();
    expect(faults).toHaveLength(5);
    expect(new Set(faults.map(({ why }) => why))).toEqual(new Set(['on a network or user-made file system']));
  });

  it('follows a folder in the home that is a link, and notices when it is laid anew', async () => {
    using tree = fakeRoot();
    tree.program('/home/anna/Telegram/Telegram');
    tree.file('/home/anna/dots/share/applications/good.desktop', launcher);
    tree.link('/home/anna/.local', 'dots');
    await using apps = createInstalledApps({ root: tree.root });
    const names = async () => (await apps.read()).apps.map(({ key }) => key);
    expect(await names()).toContain('desktop-file:1001:/home/anna/dots/share/applications/good.desktop');
    unlinkSync(tree.at('/home/anna/.local'));
    await vi.waitFor(async () =>
      expect((await names()).some((key) => key.startsWith('desktop-file'))).toBe(false),
    );
  });

  it('keeps what it knew of a home that is out of sight, and says so for each of its sources', async () => {
    using tree = fakeRoot();
    tree.program('/home/anna/Telegram/Telegram');
    await using apps = createInstalledApps({ root: tree.root });
    const before = await apps.read();
    expect(before.apps.map(({ key }) => key)).toEqual(['folder:1001:/home/anna/Telegram']);
    expect(before.faults).toEqual([]);
    renameSync(tree.at('/home/anna'), tree.at('/away'));
    await vi.waitFor(async () => {
      const { faults } = await apps.read();
      expect(faults.map(({ source, path, why }) => `${source} ${path} ${why}`)).toEqual(
        ['flatpak', 'desktop-file', 'folder', 'pwa'].map(
          (source) => `${source} /home/anna the home is absent`,
        ),
      );
    });
    expect((await apps.read()).apps).toEqual(before.apps);
    expect((await apps.read()).revision).toBe(before.revision);
    renameSync(tree.at('/away'), tree.at('/home/anna'));
    await vi.waitFor(async () => expect((await apps.read()).faults).toEqual([]));
    expect((await apps.read()).apps).toEqual(before.apps);
  });

  it('says of a home that is a link to nowhere that it cannot be read', async () => {
    using tree = fakeRoot();
    tree.remove('/home/anna');
    tree.link('/home/anna', '/nowhere');
    const { keys, faults } = await keysAndFaults(tree);
    expect(keys).toEqual([]);
    expect(faults).toHaveLength(4);
    expect(faults).toContain('folder /home/anna the home is a link that is not followed');
  });

  it('forgets the home that an account no longer has', async () => {
    using tree = fakeRoot();
    tree.program('/home/anna/Telegram/Telegram');
    await using apps = createInstalledApps({ root: tree.root });
    expect((await apps.read()).apps).toHaveLength(1);
    tree.file('/etc/passwd', 'anna:x:1001:1001:Anna:/srv/anna:/bin/bash\n');
    tree.folder('/srv/anna');
    tree.remove('/home/anna');
    await vi.waitFor(async () => expect(await apps.read()).toMatchObject({ apps: [], faults: [] }));
  });

  it('looks at a bounded number of entries', async () => {
    using tree = fakeRoot();
    for (let number = 0; number < 5000; number += 1) tree.file(`${applications}/${number}.desktop`, 'x');
    const { keys, faults } = await keysAndFaults(tree);
    expect(keys).toEqual([]);
    expect(faults).toContain(`desktop-file ${applications} only 4096 entries were looked at`);
  });

  it('survives garbage where browsers, package managers and snaps keep their things', async () => {
    using tree = fakeRoot();
    const garbage = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256));
    const profile = '/home/anna/.config/google-chrome/Default';
    tree.file(`${profile}/Preferences`, '{"web_apps":');
    tree.folder(`${profile}/Web Applications/Manifest Resources/${'a'.repeat(32)}`);
    for (const path of [
      '/var/lib/dpkg/status',
      '/var/lib/pacman/local/x-1-1/desc',
      '/var/lib/rpm/rpmdb.sqlite',
      '/snap/x/current/meta/snap.yaml',
      '/etc/flatpak/installations.d/x.conf',
      `${applications}/x.desktop`,
      '/home/anna/.config/user-dirs.dirs',
    ])
      tree.file(path, garbage);
    const { keys, faults } = await keysAndFaults(tree);
    expect(keys).toEqual([`pwa:1001:.config/google-chrome/Default/${'a'.repeat(32)}`]);
    expect(faults).toEqual([
      'rpm /var/lib/rpm/rpmdb.sqlite file is not a database',
      `pwa ${profile}/Preferences not JSON`,
    ]);
  });

  it('says which rpm database it cannot read', async () => {
    using tree = fakeRoot();
    tree.file('/var/lib/rpm/Packages', 'bdb');
    expect((await keysAndFaults(tree)).faults).toEqual([
      'rpm /var/lib/rpm/Packages rpm database in a format older than SQLite, or NDB, is not read',
    ]);
  });

  it.runIf(isRoot)('reports a home it may not read, to an agent without rights', () => {
    using tree = fakeRoot();
    tree.file(`${applications}/good.desktop`, launcher);
    spawnSync('chmod', ['700', tree.at('/home/anna')]);
    spawnSync('chmod', ['755', tree.root]);
    const script = `
      import { createInstalledApps } from '#platform/installed-apps/linux.ts';
      process.setuid(65534);
      const home = { name: 'anna', uid: 1001, gid: 1001, home: '/home/anna' };
      await using apps = createInstalledApps({ root: ${JSON.stringify(tree.root)}, homes: [home] });
      console.log(JSON.stringify((await apps.read()).faults.map(({ source, path, why }) => [source, path, why].join(' '))));`;
    const ran = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
    expect(JSON.parse(ran.stdout)).toEqual([
      'flatpak /home/anna EACCES',
      'desktop-file /home/anna EACCES',
      'folder /home/anna EACCES',
      'pwa /home/anna EACCES',
    ]);
  });
});
