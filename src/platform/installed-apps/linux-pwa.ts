import { createHash } from 'node:crypto';
import type { InstalledApp } from '#policy/facts.ts';
import { evidenceOf } from './linux-evidence.ts';
import { parseWebAppRecords } from './linux-pwa-records.ts';
import { keyOf, scopeOf, type Part, type Place } from './linux-part.ts';

/** User-data folders of the Chromium family within a home: plain, flatpak and snap. */
export const chromiumFolders: readonly string[] = [
  ...[
    'google-chrome',
    'google-chrome-beta',
    'google-chrome-unstable',
    'chromium',
    'ungoogled-chromium',
    'thorium',
    'BraveSoftware/Brave-Browser',
    'BraveSoftware/Brave-Browser-Beta',
    'BraveSoftware/Brave-Browser-Nightly',
    'microsoft-edge',
    'microsoft-edge-beta',
    'microsoft-edge-dev',
    'vivaldi',
    'vivaldi-snapshot',
    'opera',
    'opera-beta',
    'opera-gx',
    'yandex-browser',
    'yandex-browser-beta',
  ].map((folder) => `.config/${folder}`),
  '.var/app/com.google.Chrome/config/google-chrome',
  '.var/app/com.google.ChromeDev/config/google-chrome-unstable',
  '.var/app/org.chromium.Chromium/config/chromium',
  '.var/app/com.github.Eloston.UngoogledChromium/config/chromium',
  '.var/app/io.github.ungoogled_software.ungoogled_chromium/config/chromium',
  '.var/app/com.brave.Browser/config/BraveSoftware/Brave-Browser',
  '.var/app/com.microsoft.Edge/config/microsoft-edge',
  '.var/app/com.vivaldi.Vivaldi/config/vivaldi',
  '.var/app/com.opera.Opera/config/opera',
  '.var/app/ru.yandex.Browser/config/yandex-browser',
  'snap/chromium/common/chromium',
  'snap/brave/current/.config/BraveSoftware/Brave-Browser',
  'snap/opera/current/.config/opera',
];

const profileName = (name: string): boolean => /^(?:Default|Profile \d{1,4}|Guest Profile)$/.test(name);
const isRecordFile = (name: string): boolean => /^\d+\.(?:log|ldb)$/.test(name);
const recordsLimit = 8 * 1024 * 1024;
const recordFileLimit = 16;
const triesForRecords = 20;
const preferencesLimit = 8 * 1024 * 1024;

/** The 32 letters by which Chromium names a web app: SHA-256 twice over its manifest id (mostly its start URL). */
export function pwaAppId(manifestId: string): string {
  const inner = createHash('sha256').update(manifestId).digest();
  const hex = createHash('sha256').update(inner).digest('hex').slice(0, 32);
  return Array.from(hex, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('');
}

/**
 * Start URLs by app id, from a profile's `Preferences`: web apps it keeps usage counts for, and bookmark apps of older
 * browsers, which are listed as extensions.
 */
export function parseStartUrls(content: Buffer): ReadonlyMap<string, string> {
  const urls = new Map<string, string>();
  const preferences = jsonOf(content);
  for (const url of Object.keys(recordAt(preferences, ['web_apps', 'daily_metrics'])).slice(0, 500))
    if (/^https?:\/\//.test(url) && url.length <= 512) urls.set(pwaAppId(url), url);
  for (const [id, settings] of Object.entries(recordAt(preferences, ['extensions', 'settings']))) {
    const url = recordAt(settings, ['manifest', 'app', 'launch'])['web_url'];
    if (isAppId(id) && typeof url === 'string' && /^https?:\/\//.test(url)) urls.set(id, url);
  }
  return urls;
}

/** Bookmark apps of older browsers, which have no folder of their own. */
export function parseBookmarkApps(content: Buffer): readonly string[] {
  return Object.entries(recordAt(jsonOf(content), ['extensions', 'settings']))
    .filter(([id, settings]) => isAppId(id) && recordAt(settings, [])['from_bookmark'] === true)
    .map(([id]) => id);
}

/** Installed web apps of every Chromium profile in one home, whether or not a launcher was made for them. */
export function pwaPart(place: Place): Part {
  const { disk, account } = place;
  const home = account?.home ?? '';
  // Browsers rewrite this file every few seconds: it is read when the folders of the web apps change, and not watched.
  const readPreferences = disk.parser(
    { limit: preferencesLimit, watched: false },
    (content, _stats, path) => {
      try {
        return { urls: parseStartUrls(content), bookmarkApps: parseBookmarkApps(content) };
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        disk.fault(path, 'not JSON');
        return undefined;
      }
    },
  );

  const readRecords = disk.parser({ limit: recordsLimit, watched: false }, parseWebAppRecords);
  const patience = new Map<string, number>();

  /** The records of a new app come a little later than its folder: they are watched until it is found, not for ever. */
  const recordedUrls = (folder: string, ids: ReadonlySet<string>): ReadonlyMap<string, string> => {
    const listed = disk.list(folder, isRecordFile);
    const urls = new Map(
      (listed?.entries ?? [])
        .slice(0, recordFileLimit)
        .flatMap(({ name }) => [...(readRecords(`${folder}/${name}`) ?? [])]),
    );
    const sought = [...ids].filter((id) => !urls.has(id)).join();
    const tries = sought === '' ? 0 : (patience.get(folder + sought) ?? triesForRecords);
    if (patience.size > 256) patience.clear();
    patience.set(folder + sought, tries - 1);
    if (tries <= 0) disk.forget(folder);
    return urls;
  };

  const appsOf = (browser: string, profile: string): readonly InstalledApp[] => {
    const webApps = `${home}/${browser}/${profile}/Web Applications`;
    const ids = new Set<string>();
    for (const { name } of disk.list(`${webApps}/Manifest Resources`, isAppId)?.entries ?? []) ids.add(name);
    for (const { name } of disk.list(webApps, (entry) => entry.startsWith('_crx_'))?.entries ?? []) {
      const id = /^_crx_+([a-p]{32})$/.exec(name)?.[1];
      if (id !== undefined) ids.add(id);
    }
    const preferences = readPreferences(`${home}/${browser}/${profile}/Preferences`);
    for (const id of preferences?.bookmarkApps ?? []) ids.add(id);
    const records =
      ids.size === 0 ? undefined : recordedUrls(`${home}/${browser}/${profile}/Sync Data/LevelDB`, ids);
    return [...ids].map((id) => {
      const startUrl = records?.get(id) ?? preferences?.urls.get(id);
      return {
        key: keyOf('pwa', place, `${browser}/${profile}/${id}`),
        source: 'pwa',
        name: startUrl ?? id,
        scope: scopeOf(place),
        evidence: [...evidenceOf('pwa-app-id', id), ...evidenceOf('pwa-start-url', startUrl)],
      };
    });
  };

  return {
    key: `pwa:${home}`,
    source: 'pwa',
    disk,
    read: () =>
      chromiumFolders.flatMap((browser) => {
        const profiles = disk.list(`${home}/${browser}`, profileName)?.entries ?? [];
        return profiles.filter(({ kind }) => kind === 'folder').flatMap(({ name }) => appsOf(browser, name));
      }),
  };
}

function isAppId(name: string): boolean {
  return /^[a-p]{32}$/.test(name);
}

function jsonOf(content: Buffer): unknown {
  return JSON.parse(content.toString('utf8'));
}

function recordAt(value: unknown, path: readonly string[]): Readonly<Record<string, unknown>> {
  let at: unknown = value;
  for (const key of path) at = isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  return isRecord(at) ? at : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
