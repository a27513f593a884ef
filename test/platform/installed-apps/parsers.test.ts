import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parsePasswd } from '#platform/installed-apps/linux-accounts.ts';
import { appImageName, executableKind } from '#platform/installed-apps/linux-appimage.ts';
import { parseDesktopFile, splitExec } from '#platform/installed-apps/linux-desktop-file.ts';
import { parseDpkgStatus } from '#platform/installed-apps/linux-dpkg.ts';
import { parseFlatpakInstallations } from '#platform/installed-apps/linux-flatpak.ts';
import { mayHang, parseMounts } from '#platform/installed-apps/linux-mounts.ts';
import { parsePacmanDesc } from '#platform/installed-apps/linux-pacman.ts';
import { parseBookmarkApps, parseStartUrls, pwaAppId } from '#platform/installed-apps/linux-pwa.ts';
import { parseWebAppRecords } from '#platform/installed-apps/linux-pwa-records.ts';
import { parseRpmHeader, rpmFileAt } from '#platform/installed-apps/linux-rpm-header.ts';
import { parseSnapYaml } from '#platform/installed-apps/linux-snap.ts';
import { parseUserDirs } from '#platform/installed-apps/linux-user-folders.ts';
import { elfHead } from './fake-root.ts';

const text = (...lines: readonly string[]): Buffer => Buffer.from(`${lines.join('\n')}\n`);

describe('dpkg status', () => {
  it('keeps installed packages and leaves out removed ones whose configuration remains', () => {
    const status = text(
      'Package: telegram-desktop',
      'Status: install ok installed',
      'Architecture: amd64',
      'Description: chat',
      ' Package: not-a-package',
      'Version: 4.6.5+ds-2',
      '',
      'Package: tiktok',
      'Status: deinstall ok config-files',
      'Version: 1',
      '',
      'Package: held',
      'Status: hold ok installed',
      'Version: 2',
    );
    expect(parseDpkgStatus(status)).toEqual([
      { name: 'telegram-desktop', version: '4.6.5+ds-2', arch: 'amd64' },
      { name: 'held', version: '2', arch: '' },
    ]);
  });
  it('never takes a field from a neighbour', () => {
    expect(parseDpkgStatus(text('Package: a', '', 'Status: install ok installed', '', 'Version: 3'))).toEqual(
      [],
    );
  });
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(100_000)],
    ['only line ends', Buffer.alloc(3_000_000, '\n')],
    ['bytes', createHash('sha512').update('x').digest()],
    ['an endless line', Buffer.concat([Buffer.from('Package: '), Buffer.alloc(1_000_000, 'a')])],
  ])('survives %s', (_name, content) => {
    expect(parseDpkgStatus(content)).toEqual([]);
  });
});

describe('rpm header', () => {
  const header = (entries: number, data: number, ...rest: readonly number[]): Buffer => {
    const blob = Buffer.alloc(8 + rest.length);
    blob.writeUInt32BE(entries, 0);
    blob.writeUInt32BE(data, 4);
    blob.set(rest, 8);
    return blob;
  };
  it.each([
    ['empty', Buffer.alloc(0)],
    ['short', Buffer.from([0, 0, 0])],
    ['boasting of entries', header(0xffff_ffff, 0)],
    ['boasting of data', header(1, 0x7fff_ffff)],
    [
      'with an offset outside',
      Buffer.concat([header(1, 0), Buffer.from('000003e8000000067fffffff00000001', 'hex')]),
    ],
    [
      'without an end to its text',
      Buffer.concat([
        header(1, 2),
        Buffer.from('000003e8000000060000000000000001', 'hex'),
        Buffer.from('ab'),
      ]),
    ],
  ])('refuses one that is %s', (_name, blob) => {
    expect(parseRpmHeader(blob)).toBeUndefined();
    expect(rpmFileAt(blob, 0)).toBeUndefined();
  });
});

describe('pacman desc', () => {
  it('reads name, version and date', () => {
    expect(
      parsePacmanDesc(
        text('%NAME%', 'telegram-desktop', '', '%VERSION%', '5.1.7-1', '', '%INSTALLDATE%', '1700000000'),
      ),
    ).toEqual({ name: 'telegram-desktop', version: '5.1.7-1', installedAt: 1_700_000_000_000 });
  });
  it('refuses what has no name', () => {
    expect(parsePacmanDesc(Buffer.from('%VERSION%\n1'))).toBeUndefined();
  });
});

describe('snap.yaml', () => {
  it.each([
    [
      'name: telegram-desktop\nversion: 5.1.7 # stable\napps:\n  name: inner',
      { name: 'telegram-desktop', version: '5.1.7' },
    ],
    ['name: \'quoted\'\nversion: "1 2"', { name: 'quoted', version: '1 2' }],
    ['name: bare', { name: 'bare' }],
  ])('reads %j', (yaml, expected) => {
    expect(parseSnapYaml(Buffer.from(yaml))).toEqual(expected);
  });
  it('refuses one without a name', () => {
    expect(parseSnapYaml(Buffer.from('apps:\n  name: inner'))).toBeUndefined();
  });
});

describe('flatpak installations', () => {
  it('reads the paths of extra installations', () => {
    expect(
      parseFlatpakInstallations(
        text('[Installation "extra"]', 'Path=/srv/flatpak/', 'DisplayName=x', '[Other]', 'Path=/no'),
      ),
    ).toEqual(['/srv/flatpak']);
  });
});

describe('AppImage', () => {
  it.each([
    ['Telegram-4.6.5-x86_64.AppImage', 'Telegram'],
    ['Telegram_Desktop.AppImage', 'Telegram_Desktop'],
    ['MAX-2.1.0.AppImage', 'MAX'],
    ['Cursor 0.42.3 x86_64.appimage', 'Cursor'],
    ['WeChatLinux_x86_64.AppImage', 'WeChatLinux'],
    ['tiktok-live-studio-v1.2.AppImage', 'tiktok-live-studio'],
    ['7zip.AppImage', '7zip'],
  ])('%s is %s', (file, name) => {
    expect(appImageName(file)).toBe(name);
  });
  it('is told from a program by its magic', () => {
    expect(executableKind(elfHead('appimage').subarray(0, 20))).toBe('appimage');
    expect(executableKind(elfHead().subarray(0, 20))).toBe('elf');
    expect(executableKind(Buffer.from('#!/bin/sh\nexec something'))).toBeUndefined();
    expect(executableKind(Buffer.from('\x7fELF'))).toBeUndefined();
  });
});

describe('desktop file', () => {
  const entry = (...lines: readonly string[]): Buffer =>
    text('[Desktop Entry]', 'Type=Application', ...lines);
  it.each([
    ['telegram-desktop -- %u', { kind: 'program', command: 'telegram-desktop' }],
    ['"/opt/My Apps/Telegram" %u', { kind: 'program', command: '/opt/My Apps/Telegram' }],
    ['env DESKTOPINTEGRATION=1 /opt/t/Telegram', { kind: 'program', command: '/opt/t/Telegram' }],
    ['sh -c "exec /opt/t/Telegram --x"', { kind: 'program', command: '/opt/t/Telegram' }],
    [
      '/usr/bin/flatpak run --branch=stable --command=telegram org.telegram.desktop @@u %u @@',
      { kind: 'flatpak', id: 'org.telegram.desktop' },
    ],
    ['/snap/bin/telegram-desktop.app %u', { kind: 'snap', name: 'telegram-desktop' }],
    [
      '/opt/google/chrome/google-chrome --profile-directory=Default --app-id=ibblmnobmgdmpoeblocemifbpglakpoi',
      { kind: 'web-app', appId: 'ibblmnobmgdmpoeblocemifbpglakpoi' },
    ],
    ['chromium --app=https://www.tiktok.com/', { kind: 'web-app', startUrl: 'https://www.tiktok.com/' }],
    ['python3 /opt/x.py', { kind: 'unclear' }],
    ['./relative/program', { kind: 'unclear' }],
  ])('%s', (exec, target) => {
    expect(parseDesktopFile(entry('Name=T', `Exec=${exec}`))?.target).toEqual(target);
  });
  it('reads only its own group, and nothing of a deleted one', () => {
    expect(parseDesktopFile(entry('Exec=a', '[Desktop Action New]', 'Exec=b'))?.target).toEqual({
      kind: 'program',
      command: 'a',
    });
    expect(parseDesktopFile(entry('Exec=a', 'Hidden=true'))).toBeUndefined();
    expect(parseDesktopFile(text('Type=Application', 'Exec=a'))).toBeUndefined();
  });
  it('undoes quotes and escapes, and drops field codes', () => {
    expect(splitExec('"a b" c\\ d \'e"f\' %U ""')).toEqual(['a b', 'c d', 'e"f', '']);
    expect(splitExec('"never closed')).toEqual(['never closed']);
  });
});

describe('web apps', () => {
  it.each([
    ['https://web.telegram.org/a/', 'ibblmnobmgdmpoeblocemifbpglakpoi'],
    ['https://web.whatsapp.com/', 'hnpfjngllnobngcgfapefoaidbinmjnm'],
    ['https://www.tiktok.com/', 'bnhbifajojoipabbjfhjjmjfifbjhmbd'],
  ])('%s is %s', (url, id) => {
    expect(pwaAppId(url)).toBe(id);
  });
  it('finds start URLs in usage counts and in bookmark apps', () => {
    const id = 'a'.repeat(32);
    const preferences = Buffer.from(
      JSON.stringify({
        web_apps: { daily_metrics: { 'https://web.telegram.org/a/': {}, 'file:///etc/passwd': {} } },
        extensions: {
          settings: {
            [id]: { from_bookmark: true, manifest: { app: { launch: { web_url: 'https://x.example/' } } } },
          },
        },
      }),
    );
    expect([...parseStartUrls(preferences)]).toEqual([
      ['ibblmnobmgdmpoeblocemifbpglakpoi', 'https://web.telegram.org/a/'],
      [id, 'https://x.example/'],
    ]);
    expect(parseBookmarkApps(preferences)).toEqual([id]);
  });
  it.each(['[]', 'null', '7', '{"web_apps":[]}', '{"extensions":{"settings":{"__proto__":{}}}}'])(
    'finds none in %s',
    (json) => {
      expect(parseStartUrls(Buffer.from(json)).size).toBe(0);
      expect(parseBookmarkApps(Buffer.from(json))).toEqual([]);
    },
  );
  it('finds start URLs in the records of web apps, and none beside them', () => {
    const id = 'ibblmnobmgdmpoeblocemifbpglakpoi';
    const url = 'https://web.telegram.org/a/';
    const record = (key: string, text: string): Buffer =>
      Buffer.concat([
        Buffer.from([1, key.length]),
        Buffer.from(key),
        Buffer.from([0x80, 1, 0x0a, 0x40, 0x0a, text.length]),
        Buffer.from(`${text}\x12\x03App`),
      ]);
    const long = `https://x.example/${'y'.repeat(200)}`;
    const longRecord = Buffer.concat([
      Buffer.from(`web_apps-dt-${'b'.repeat(32)}`),
      Buffer.from([0x0a, (long.length % 128) | 0x80, Math.floor(long.length / 128)]),
      Buffer.from(`${long}zzz`),
    ]);
    const content = Buffer.concat([
      record(`sessions-dt-${id}`, 'https://private.example/'),
      record(`web_apps-dt-${'a'.repeat(32)}`, 'not a link'),
      record(`web_apps-dt-${id}`, url),
      record('bookmarks-dt-1', 'https://other.example/'),
      longRecord,
    ]);
    expect([...parseWebAppRecords(content)]).toEqual([
      [id, url],
      ['b'.repeat(32), long],
    ]);
    expect(parseWebAppRecords(Buffer.from('web_apps-dt-')).size).toBe(0);
    expect(parseWebAppRecords(Buffer.from(`web_apps-dt-${id}\xffhttp`)).size).toBe(0);
  });
  it('is not overthrown by depth', () => {
    const deep = Buffer.from(`{"web_apps":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`);
    expect(parseStartUrls(deep).size).toBe(0);
  });
});

describe('accounts, folders and mounts', () => {
  it('knows people by their uid', () => {
    const passwd = text(
      'root:x:0:0::/root:/bin/sh',
      'www-data:x:33:33::/var/www:',
      'anna:x:1001:1001::/home/anna:/bin/sh',
      'nobody:x:65534:65534::/nonexistent:',
      'x:x:abc:1::/home/x:',
      'broken',
    );
    expect(parsePasswd(passwd).map((account) => account.name)).toEqual(['root', 'anna']);
  });
  it('finds downloads in the language of the account, and never outside of the home', () => {
    expect(
      parseUserDirs(
        text('XDG_DOWNLOAD_DIR="$HOME/Nedlastinger"', 'XDG_DESKTOP_DIR="$HOME/../other"'),
        '/home/a',
      ),
    ).toEqual({
      downloads: '/home/a/Nedlastinger',
      desktop: '/home/a/Desktop',
    });
  });
  it('tells paths that may hang by the mount they lie on', () => {
    const mounts = parseMounts(
      [
        '1 0 8:1 / / rw - ext4 /dev/sda1 rw',
        '2 1 0:40 / /home/a\\040b rw shared:1 - nfs4 server:/x rw',
        '3 1 0:41 / /home/c/mnt rw - fuse.sshfs x rw',
        '4 1 0:42 / /snap/x/1 ro - squashfs /dev/loop1 ro',
        '5 1 0:43 / /data rw - autofs systemd-1 rw',
        '6 5 8:2 / /data rw - ext4 /dev/sda2 rw',
        '7 1 0:44 / /net rw - autofs auto rw',
        '8 7 8:3 / /net/local rw - ext4 /dev/sda3 rw',
        '',
      ].join('\n'),
    );
    const paths = [
      '/home/a b',
      '/home/a b/x',
      '/home/c/mnt/x',
      '/net/far',
      '/home/a',
      '/home/c',
      '/home/c/mnt2',
      '/snap/x/1',
      '/data/x',
      '/net/local/x',
      '/',
    ];
    expect(paths.filter((path) => mayHang(mounts, path))).toEqual(paths.slice(0, 4));
  });
});
