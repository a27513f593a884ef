import { readFileSync, writeFileSync, type watch } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { createInstalledApps } from '#platform/installed-apps/linux.ts';
import type { InstalledApps, Inventory } from '#platform/installed-apps/port.ts';
import type { InstalledApp } from '#policy/facts.ts';
import { anna, bo, elfHead, fakeRoot, isRoot, type FakeRoot } from './fake-root.ts';

const desktop = (exec: string, ...more: readonly string[]): string =>
  ['[Desktop Entry]', 'Type=Application', 'Name=An app', `Exec=${exec}`, ...more, ''].join('\n');
const status = (...names: readonly string[]): string =>
  names
    .map((name) => `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n`)
    .join('\n');
const telegramWeb = 'ibblmnobmgdmpoeblocemifbpglakpoi';
const profile = '/home/bo/.var/app/com.google.Chrome/config/google-chrome/Default';

function fill(tree: FakeRoot): void {
  tree.file(
    '/var/lib/dpkg/status',
    `${status('telegram-desktop')}\nPackage: tiktok\nStatus: deinstall ok config-files\nVersion: 1\n`,
  );
  tree.file('/var/lib/pacman/local/yay-1-1/desc', '%NAME%\nyay\n\n%VERSION%\n1-1\n');
  tree.folder('/var/lib/flatpak/app/org.mozilla.firefox/current');
  tree.folder('/home/bo/.local/share/flatpak/app/org.telegram.desktop/current');
  tree.folder('/home/bo/.local/share/flatpak/app/org.gone.App');
  tree.file('/snap/telegram-desktop/100/meta/snap.yaml', 'name: telegram-desktop\nversion: 5.1\n');
  tree.link('/snap/telegram-desktop/current', '100');
  tree.file('/var/lib/snapd/snaps/disabled-thing_7.snap', 'x');
  tree.program('/home/anna/Nedlastinger/MAX-2.1-x86_64.AppImage', elfHead('appimage'));
  tree.file('/home/anna/.config/user-dirs.dirs', 'XDG_DOWNLOAD_DIR="$HOME/Nedlastinger"\n');
  tree.program('/home/anna/Telegram/Telegram');
  tree.folder('/home/anna/Telegram/tdata');
  tree.program('/opt/Telegram/Telegram');
  tree.file('/usr/share/applications/org.telegram.desktop.desktop', desktop('telegram-desktop -- %u'));
  tree.program('/usr/lib/telegram/telegram-desktop');
  tree.link('/usr/bin/telegram-desktop', tree.at('/usr/lib/telegram/telegram-desktop'));
  tree.file('/usr/share/applications/gone.desktop', desktop('/usr/bin/gone'));
  tree.file(
    `/home/anna/.local/share/applications/chrome-${telegramWeb}-Default.desktop`,
    desktop(`google-chrome --app-id=${telegramWeb}`),
  );
  tree.folder(`${profile}/Web Applications/Manifest Resources/${telegramWeb}`);
  tree.file(`${profile}/Preferences`, '{"web_apps":{"daily_metrics":{"https://web.telegram.org/a/":{}}}}');
}

const find = (inventory: Inventory, key: string): InstalledApp | undefined =>
  inventory.apps.find((app) => app.key === key);
const values = (app: InstalledApp | undefined, kind: string): readonly string[] =>
  (app?.evidence ?? []).filter((one) => one.kind === kind).map((one) => one.value);

async function settledRead(apps: InstalledApps): Promise<Inventory> {
  let inventory = await apps.read();
  for (let next = await apps.read(); next !== inventory; next = await apps.read()) inventory = next;
  return inventory;
}

describe('the inventory of a Linux PC', () => {
  it('finds every source and says whose it is', async () => {
    using tree = fakeRoot();
    fill(tree);
    await using apps = createInstalledApps({ root: tree.root });
    const inventory = await apps.read();
    expect(inventory.faults).toEqual([]);
    expect(inventory.apps.map((app) => app.key)).toEqual([
      'appimage:1001:/home/anna/Nedlastinger/MAX-2.1-x86_64.AppImage',
      'desktop-file:machine:/usr/share/applications/org.telegram.desktop.desktop',
      'dpkg:machine:telegram-desktop:amd64',
      'flatpak:1002:org.telegram.desktop',
      'flatpak:machine:org.mozilla.firefox',
      'folder:1001:/home/anna/Telegram',
      'folder:machine:/opt/Telegram',
      'pacman:machine:yay',
      `pwa:1001:/home/anna/.local/share/applications/chrome-${telegramWeb}-Default.desktop`,
      `pwa:1002:.var/app/com.google.Chrome/config/google-chrome/Default/${telegramWeb}`,
      'snap:machine:disabled-thing',
      'snap:machine:telegram-desktop',
    ]);
    const tarball = find(inventory, 'folder:1001:/home/anna/Telegram');
    expect(tarball?.scope).toEqual({ kind: 'account', account: 'anna', uid: 1001 });
    expect(values(tarball, 'exe-path')).toEqual(['/home/anna/Telegram/Telegram', '~/Telegram/Telegram']);
    expect(values(tarball, 'exe-name')).toEqual(['Telegram']);
    expect(values(tarball, 'data-folder')).toEqual(['tdata']);
    const launcher = find(
      inventory,
      'desktop-file:machine:/usr/share/applications/org.telegram.desktop.desktop',
    );
    expect(values(launcher, 'desktop-id')).toEqual(['org.telegram.desktop.desktop']);
    expect(values(launcher, 'exe-path')).toEqual([
      '/usr/bin/telegram-desktop',
      '/usr/lib/telegram/telegram-desktop',
    ]);
    const webApp = find(
      inventory,
      `pwa:1002:.var/app/com.google.Chrome/config/google-chrome/Default/${telegramWeb}`,
    );
    expect(values(webApp, 'pwa-start-url')).toEqual(['https://web.telegram.org/a/']);
    const chrome = inventory.apps.find((app) => app.key.endsWith('-Default.desktop'));
    expect(values(chrome, 'pwa-app-id')).toEqual([telegramWeb]);
    expect(values(chrome, 'exe-name')).toEqual([]);
  });

  it.runIf(isRoot)('knows accounts of a directory service by the owner of their home', async () => {
    using tree = fakeRoot();
    tree.file('/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\n');
    tree.program('/home/bo/Telegram/Telegram');
    await using apps = createInstalledApps({ root: tree.root });
    expect(find(await apps.read(), 'folder:1002:/home/bo/Telegram')?.scope).toEqual({
      kind: 'account',
      account: 'bo',
      uid: 1002,
    });
  });

  it('answers with the same object while nothing was announced', async () => {
    using tree = fakeRoot();
    fill(tree);
    await using apps = createInstalledApps({ root: tree.root });
    const inventory = await settledRead(apps);
    expect(await apps.read()).toBe(inventory);
    expect(inventory.revision).toBe(1);
  });

  it.each<[string, (tree: FakeRoot) => void, readonly string[], readonly string[]]>([
    [
      'a package',
      (tree) => tree.file('/var/lib/dpkg/status', status('telegram-desktop', 'new')),
      ['dpkg:machine:new:amd64'],
      [],
    ],
    [
      'a launcher',
      (tree) => tree.file('/usr/share/applications/b.desktop', desktop('telegram-desktop')),
      ['desktop-file:machine:/usr/share/applications/b.desktop'],
      [],
    ],
    [
      "a launcher's program that goes",
      (tree) => tree.remove('/usr/bin/telegram-desktop'),
      [],
      ['desktop-file:machine:/usr/share/applications/org.telegram.desktop.desktop'],
    ],
    [
      "a launcher's program that comes",
      (tree) => tree.program('/usr/bin/gone'),
      ['desktop-file:machine:/usr/share/applications/gone.desktop'],
      [],
    ],
    [
      'an unpacked program',
      (tree) => tree.program('/home/bo/apps/Kotato/Kotatogram'),
      ['folder:1002:/home/bo/apps/Kotato'],
      [],
    ],
    [
      'an AppImage',
      (tree) => tree.program('/home/bo/Downloads/X.AppImage', elfHead('appimage')),
      ['appimage:1002:/home/bo/Downloads/X.AppImage'],
      [],
    ],
    [
      'a removed tarball',
      (tree) => tree.remove('/home/anna/Telegram'),
      [],
      ['folder:1001:/home/anna/Telegram'],
    ],
    [
      'a removed user flatpak',
      (tree) => tree.remove('/home/bo/.local/share/flatpak/app/org.telegram.desktop'),
      [],
      ['flatpak:1002:org.telegram.desktop'],
    ],
    [
      'the first flatpak of an account',
      (tree) => tree.folder('/home/anna/.local/share/flatpak/app/org.x.Y/current'),
      ['flatpak:1001:org.x.Y'],
      [],
    ],
    [
      'a web app in a browser that was not there',
      (tree) =>
        tree.folder(`/home/anna/.config/chromium/Default/Web Applications/Manifest Resources/${telegramWeb}`),
      [`pwa:1001:.config/chromium/Default/${telegramWeb}`],
      [],
    ],
    [
      'a new snap',
      (tree) => {
        tree.file('/snap/new/1/meta/snap.yaml', 'name: new\n');
        tree.link('/snap/new/current', '1');
      },
      ['snap:machine:new'],
      [],
    ],
    [
      'an account',
      (tree) => {
        tree.program('/srv/cy/Telegram/Telegram');
        tree.file('/etc/passwd', 'cy:x:1003:1003::/srv/cy:/bin/sh\n');
      },
      ['folder:1003:/srv/cy/Telegram'],
      [],
    ],
  ])('is told of %s', async (_name, change, came, went) => {
    using tree = fakeRoot();
    fill(tree);
    await using apps = createInstalledApps({ root: tree.root });
    const before = await settledRead(apps);
    change(tree);
    const after = await vi.waitFor(async () => {
      const inventory = await apps.read();
      const keys = inventory.apps.map((app) => app.key);
      expect(keys).toEqual(expect.arrayContaining([...came]));
      expect(keys.filter((key) => went.includes(key))).toEqual([]);
      return inventory;
    }, 10_000);
    expect(after.revision).toBeGreaterThan(before.revision);
  });

  it('calls its listener once for many changes, before they are read', async () => {
    using tree = fakeRoot();
    fill(tree);
    await using apps = createInstalledApps({ root: tree.root });
    const before = await settledRead(apps);
    let told = 0;
    using _listener = apps.onChange(() => {
      told += 1;
    });
    for (const name of ['a', 'b', 'c'])
      tree.file(`/usr/share/applications/${name}.desktop`, desktop('telegram-desktop'));
    await vi.waitFor(() => expect(told).toBe(1), 10_000);
    const after = await apps.read();
    expect(after.apps.length).toBe(before.apps.length + 3);
    expect(told).toBe(1);
  });

  it('keeps revision and list when a change makes no difference', async () => {
    using tree = fakeRoot();
    fill(tree);
    await using apps = createInstalledApps({ root: tree.root });
    const before = await settledRead(apps);
    writeFileSync(tree.at('/var/lib/dpkg/status'), readFileSync(tree.at('/var/lib/dpkg/status')));
    const after = await vi.waitFor(async () => {
      const inventory = await apps.read();
      expect(inventory).not.toBe(before);
      return inventory;
    }, 10_000);
    expect(after.revision).toBe(before.revision);
    expect(after.apps).toBe(before.apps);
  });

  it('compares stamps where the system refuses to announce, and says so', async () => {
    using tree = fakeRoot();
    fill(tree);
    const refuse: typeof watch = () => {
      throw Object.assign(new Error('no more watches'), { code: 'ENOSPC' });
    };
    await using apps = createInstalledApps({ root: tree.root, homes: [anna, bo], watch: refuse });
    const before = await apps.read();
    expect(before.faults.some(({ why }) => why.includes('ENOSPC'))).toBe(true);
    expect(await apps.read()).toBe(before);
    tree.file('/usr/share/applications/b.desktop', desktop('telegram-desktop'));
    expect(find(await apps.read(), 'desktop-file:machine:/usr/share/applications/b.desktop')).toBeDefined();
  });
});

describe('this machine', () => {
  it('has the packages that dpkg lists, and no more', async () => {
    await using apps = createInstalledApps();
    const found = (await apps.read()).apps.filter((app) => app.source === 'dpkg');
    const installed =
      readFileSync('/var/lib/dpkg/status', 'utf8').match(/^Status: \S+ \S+ installed$/gm) ?? [];
    expect(found.length).toBe(installed.length);
    const dpkg = found.find((app) => app.name === 'dpkg');
    expect(dpkg?.version).toMatch(/^1\./);
    expect(dpkg?.installedAt).toBeLessThan(Date.now());
  });
});
