import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
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
