import { expect, describe, it } from 'vitest';
import { recogniseBrowser } from '#platform/browser-policy/linux-browsers.ts';
import { FakePc } from './fake-pc.ts';

describe('the browsers of a PC', () => {
  it('are found with their profiles, over all accounts and packagings', async () => {
    await using pc = new FakePc();
    for (const folder of [
      '/home/anna/.config/chromium/Profile 1',
      '/home/anna/.config/chromium/Guest Profile',
      '/home/anna/.config/google-chrome/Default',
      '/home/bo/.config/chromium/Default',
      '/home/bo/.local/share/flatpak/app/org.mozilla.firefox',
      '/var/lib/flatpak/app/com.brave.Browser',
      '/home/bo/.var/app/com.brave.Browser/config/BraveSoftware/Brave-Browser/Default',
      '/snap/opera/current',
    ])
      pc.folder(folder);
    pc.file('/opt/vivaldi/vivaldi-bin', '');
    pc.file(
      '/home/bo/.mozilla/firefox/profiles.ini',
      '[General]\nVersion=2\n\n[Profile1]\nName=a\nPath=a.default\n\n[Profile0]\nName=b\nPath=b.default\n[Install4F96D1932A9F858E]\nDefault=a\n',
    );
    const policy = pc.policy({
      accounts: () => [
        { uid: 1001, home: '/home/anna' },
        { uid: 1002, home: '/home/bo' },
        { uid: 1003, home: '/home/nobody-here' },
      ],
    });
    const found = (await policy.browsers()).map(({ kind, packaging, profiles, takesPolicy }) => [
      kind,
      packaging,
      profiles,
      takesPolicy,
    ]);
    expect(found).toEqual([
      ['chromium', 'system', 3, true],
      ['chrome', 'system', 1, true],
      ['brave', 'flatpak', 1, false],
      ['vivaldi', 'system', 0, false],
      ['opera', 'snap', 0, false],
      ['firefox', 'system', 2, true],
      ['firefox', 'flatpak', 0, false],
    ]);
    expect((await policy.browsers()).map(({ programs }) => programs[0])).toEqual([
      '/usr/lib/chromium/chromium',
      '/opt/google/chrome/chrome',
      '/var/lib/flatpak/app/com.brave.Browser',
      '/opt/vivaldi/vivaldi-bin',
      '/snap/opera/current',
      '/usr/lib/firefox-esr/firefox-esr',
      '/home/bo/.local/share/flatpak/app/org.mozilla.firefox',
    ]);
    expect(await policy.apply(undefined)).toMatchObject([
      { state: 'written' },
      { state: 'written' },
      { state: 'unsupported' },
      { state: 'unsupported' },
      { state: 'unsupported' },
      { state: 'written' },
      { state: 'unsupported' },
    ]);
  });

  it('are counted without following a link out of a home', async () => {
    await using pc = new FakePc();
    pc.folder('/elsewhere/Default');
    pc.remove('/home/anna/.config/chromium');
    pc.link('/home/anna/.config/chromium', pc.at('/elsewhere'));
    const [chromium] = await pc.policy().browsers();
    expect(chromium).toMatchObject({ kind: 'chromium', profiles: 0 });
  });
});

it.each<[string, string | undefined]>([
  ['/usr/lib/chromium/chromium', 'chromium system'],
  ['/usr/lib/chromium/chromium (deleted)', 'chromium system'],
  ['/opt/google/chrome-beta/chrome', 'chrome system'],
  ['/opt/microsoft/msedge/msedge', 'edge system'],
  ['/opt/brave.com/brave/brave', 'brave system'],
  ['/usr/lib/firefox-esr/firefox-esr', 'firefox system'],
  ['/usr/lib/x86_64-linux-gnu/opera-stable/opera', 'opera system'],
  ['/snap/firefox/4173/usr/lib/firefox/firefox', 'firefox snap'],
  ['/snap/chromium/2900/usr/lib/chromium-browser/chrome', 'chromium snap'],
  ['/snap/chromium/2900/usr/bin/xdg-open', undefined],
  ['/snap/unknown/1/bin/firefox', undefined],
  ['/app/chromium/chrome', 'chromium flatpak'],
  ['/app/lib/firefox/firefox', 'firefox flatpak'],
  ['/var/lib/flatpak/app/com.google.Chrome/x86_64/stable/active/files/extra/chrome', 'chrome flatpak'],
  ['/home/anna/Downloads/tor-browser/Browser/firefox', 'firefox portable'],
  ['/home/anna/.cache/ms-playwright/chromium-1200/chrome-linux/chrome', 'chrome portable'],
  ['/home/anna/opera/opera', 'opera portable'],
  ['/opt/librewolf/librewolf', 'other portable'],
  ['/usr/lib/thunderbird/thunderbird', undefined],
  ['/usr/lib/chromium/chrome_crashpad_handler', undefined],
  ['/usr/share/code/code', undefined],
  ['/usr/bin/bash', undefined],
  ['', undefined],
])('recognises %s as %s', (exe, expected) => {
  const found = recogniseBrowser(exe);
  expect(found === undefined ? undefined : `${found.kind} ${found.packaging}`).toBe(expected);
});
