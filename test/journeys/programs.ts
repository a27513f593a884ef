import { builtInApps } from '#catalogue/load.ts';
import type { Evidence, EvidenceKind } from '#policy/evidence.ts';
import type { InstalledApp, InstallSource } from '#policy/facts.ts';
import { stampOf, type FakeFile } from '#test/kit/fake-platform.ts';

/** A program as a PC of a journey meets it: what the inventory says, and what its file says when it starts. */
export type Program = {
  readonly source: InstallSource;
  readonly evidence: readonly Evidence[];
  /** Whether it serves one account or the whole machine. */
  readonly perUser: boolean;
  readonly path: string;
  readonly file: FakeFile;
};

/** A piece of evidence exactly as the catalogue has it; a journey proves nothing with evidence of its own. */
export function known(app: string, kind: EvidenceKind, value: string): Evidence {
  const entry = builtInApps().find(({ id }) => id === app);
  if (entry?.identifiers.some((one) => one.kind === kind && one.value === value) !== true)
    throw new Error(`the catalogue does not know ${app} by ${kind} ${value}`);
  return { kind, value };
}

const program = (
  source: InstallSource,
  path: string,
  evidence: readonly Evidence[],
  more: { readonly running?: readonly Evidence[]; readonly perUser?: boolean } = {},
): Program => ({
  source,
  evidence,
  perUser: more.perUser ?? true,
  path,
  file: { evidence: more.running ?? evidence, stamp: stampOf() },
});

/** TikTok has no native Linux program: its native journeys run on Windows facts. */
export const tiktokFromTheStore = (): Program =>
  program(
    'appx',
    'C:\\Program Files\\WindowsApps\\BytedancePte.Ltd.TikTok_1.0.7.0_x64__6yccndn6064se\\TikTok.exe',
    [
      known('tiktok', 'package-family-name', 'BytedancePte.Ltd.TikTok_6yccndn6064se'),
      known('tiktok', 'appx-name', 'BytedancePte.Ltd.TikTok'),
    ],
  );

/** TikTok's web page, installed as an app by a browser. */
export const tiktokWebApp = (): Program =>
  program('pwa', '', [known('tiktok', 'pwa-start-url', 'https://www.tiktok.com/foryou')]);

export const telegramOnWindows = (account: string): Program =>
  program(
    'arp',
    `C:\\Users\\${account}\\AppData\\Roaming\\Telegram Desktop\\Telegram.exe`,
    [known('telegram', 'arp-key', '{53F49750-6209-4FBF-9CA8-7A333C87D1ED}_is1')],
    {
      running: [
        { kind: 'exe-name', value: 'Telegram.exe' },
        known('telegram', 'pe-product-name', 'Telegram Desktop'),
      ],
    },
  );

export const telegramFromDebian = (): Program =>
  program('dpkg', '/usr/bin/telegram-desktop', [known('telegram', 'deb-package', 'telegram-desktop')], {
    perUser: false,
  });

export const telegramFlatpak = (account: string): Program =>
  program('flatpak', `/home/${account}/.local/share/flatpak/app/org.telegram.desktop/files/bin/Telegram`, [
    known('telegram', 'flatpak-id', 'org.telegram.desktop'),
  ]);

export const snapchatFromTheStore = (): Program =>
  program(
    'appx',
    'C:\\Program Files\\WindowsApps\\SnapInc.Snapchat_1.0.0.0_x64__k1zn018256b8e\\Snapchat.exe',
    [known('snapchat', 'package-family-name', 'SnapInc.Snapchat_k1zn018256b8e')],
  );

/** Facebook and Instagram come to a PC as installed web apps. */
export const facebookWebApp = (): Program =>
  program('pwa', '', [known('facebook', 'pwa-start-url', 'https://www.facebook.com/?ref=homescreenpwa')]);
export const instagramWebApp = (): Program =>
  program('pwa', '', [known('instagram', 'pwa-app-id', 'akpamiohjfcnimfljfndmaldlcfphjmp')]);

/** Something harmless that a person at work starts every day. */
export const editor: Program = program('folder', '/opt/editor/editor', [
  { kind: 'exe-name', value: 'editor' },
]);

/** The program in an inventory. Without a day it was there before anybody looked. */
export function asInstalled(
  { source, evidence, perUser, path }: Program,
  account: string,
  at?: number,
): InstalledApp {
  const name = evidence[0]?.value ?? path;
  return {
    key: `${source} ${perUser ? account : 'machine'} ${name}`,
    source,
    name,
    scope: perUser ? { kind: 'account', account } : { kind: 'machine' },
    evidence,
    ...(path === '' ? {} : { path }),
    ...(at === undefined ? {} : { installedAt: at }),
  };
}
