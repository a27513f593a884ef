import type { BrowserKind } from '#policy/proof.ts';

/** What is known of one kind of browser on Linux, over its channels (stable, beta, …), which share one policy. */
export type KnownBrowser = {
  readonly kind: BrowserKind;
  readonly family: 'chromium' | 'firefox';
  /** Programs that run when a packaged one runs. */
  readonly programs: readonly string[];
  /** Folders of people's profiles, seen from the home. */
  readonly userData: readonly string[];
  /**
   * Machine-wide folder of its policy files; absent where none is documented by its maker, and then it counts as a browser
   * that takes no policy: a file that nobody reads would be a claim without proof.
   */
  readonly managedFolder?: string;
  /** Machine-wide folders in which it looks for native messaging hosts. */
  readonly hostFolders: readonly string[];
  readonly flatpaks: readonly { readonly id: string; readonly userData: readonly string[] }[];
  readonly snaps: readonly { readonly name: string; readonly userData: readonly string[] }[];
  /** Names that the program has wherever it stands. */
  readonly names: RegExp;
};

const config = (...folders: string[]): readonly string[] => folders.map((folder) => `.config/${folder}`);
const flatpak = (id: string, ...folders: string[]): KnownBrowser['flatpaks'][number] => ({
  id,
  userData: folders.map((folder) => `.var/app/${id}/${folder}`),
});

/**
 * Yandex documents one `policies.json` of its own and Vivaldi no folder on Linux at all; Opera has no managed policy.
 */
export const knownBrowsers: readonly KnownBrowser[] = [
  {
    kind: 'chromium',
    family: 'chromium',
    programs: [
      '/usr/lib/chromium/chromium',
      '/usr/lib64/chromium-browser/chromium-browser',
      '/usr/lib/chromium-browser/chromium-browser',
      '/usr/lib64/chromium/chromium',
    ],
    userData: config('chromium'),
    managedFolder: '/etc/chromium/policies/managed',
    hostFolders: ['/etc/chromium/native-messaging-hosts'],
    flatpaks: [
      flatpak('org.chromium.Chromium', 'config/chromium'),
      flatpak('com.github.Eloston.UngoogledChromium', 'config/chromium'),
      flatpak('io.github.ungoogled_software.ungoogled_chromium', 'config/chromium'),
    ],
    snaps: [{ name: 'chromium', userData: ['snap/chromium/common/chromium'] }],
    names: /^(?:ungoogled-)?chromium(?:-browser)?$/,
  },
  {
    kind: 'chrome',
    family: 'chromium',
    programs: ['chrome', 'chrome-beta', 'chrome-unstable'].map((folder) => `/opt/google/${folder}/chrome`),
    userData: config('google-chrome', 'google-chrome-beta', 'google-chrome-unstable'),
    managedFolder: '/etc/opt/chrome/policies/managed',
    hostFolders: ['/etc/opt/chrome/native-messaging-hosts'],
    flatpaks: [
      flatpak('com.google.Chrome', 'config/google-chrome'),
      flatpak('com.google.ChromeDev', 'config/google-chrome-unstable'),
    ],
    snaps: [],
    names: /^(?:google-)?chrome(?:-stable|-beta|-unstable|-dev|-canary)?$/,
  },
  {
    kind: 'edge',
    family: 'chromium',
    programs: ['msedge', 'msedge-beta', 'msedge-dev'].map((folder) => `/opt/microsoft/${folder}/msedge`),
    userData: config('microsoft-edge', 'microsoft-edge-beta', 'microsoft-edge-dev'),
    managedFolder: '/etc/opt/edge/policies/managed',
    hostFolders: ['/etc/opt/edge/native-messaging-hosts'],
    flatpaks: [flatpak('com.microsoft.Edge', 'config/microsoft-edge')],
    snaps: [],
    names: /^(?:msedge|microsoft-edge)(?:-stable|-beta|-dev)?$/,
  },
  {
    kind: 'brave',
    family: 'chromium',
    programs: ['brave', 'brave-beta', 'brave-nightly'].map((folder) => `/opt/brave.com/${folder}/brave`),
    userData: config('Brave-Browser', 'Brave-Browser-Beta', 'Brave-Browser-Nightly').map((folder) =>
      folder.replace('.config/', '.config/BraveSoftware/'),
    ),
    managedFolder: '/etc/brave/policies/managed',
    // Brave is built without Google's name, so it looks where Chromium does; packagers also serve its own folder.
    hostFolders: ['/etc/chromium/native-messaging-hosts', '/etc/brave/native-messaging-hosts'],
    flatpaks: [flatpak('com.brave.Browser', 'config/BraveSoftware/Brave-Browser')],
    snaps: [{ name: 'brave', userData: ['snap/brave/current/.config/BraveSoftware/Brave-Browser'] }],
    names: /^brave(?:-browser)?(?:-stable|-beta|-nightly)?$/,
  },
  {
    kind: 'vivaldi',
    family: 'chromium',
    programs: ['/opt/vivaldi/vivaldi-bin', '/opt/vivaldi-snapshot/vivaldi-bin'],
    userData: config('vivaldi', 'vivaldi-snapshot'),
    hostFolders: [],
    flatpaks: [flatpak('com.vivaldi.Vivaldi', 'config/vivaldi')],
    snaps: [{ name: 'vivaldi', userData: [] }],
    names: /^vivaldi(?:-bin|-stable|-snapshot)?$/,
  },
  {
    kind: 'yandex',
    family: 'chromium',
    programs: ['browser', 'browser-beta'].map((folder) => `/opt/yandex/${folder}/yandex_browser`),
    userData: config('yandex-browser', 'yandex-browser-beta'),
    hostFolders: [],
    flatpaks: [flatpak('ru.yandex.Browser', 'config/yandex-browser')],
    snaps: [],
    names: /^yandex[_-]browser(?:-stable|-beta)?$/,
  },
  {
    kind: 'opera',
    family: 'chromium',
    programs: ['opera', 'opera-stable', 'opera-beta', 'opera-developer', 'opera-gx'].flatMap((folder) =>
      ['/usr/lib', '/usr/lib/x86_64-linux-gnu', '/usr/lib64'].map(
        (base) => `${base}/${folder}/${folder === 'opera-stable' ? 'opera' : folder}`,
      ),
    ),
    userData: config('opera', 'opera-beta', 'opera-developer', 'opera-gx'),
    hostFolders: [],
    flatpaks: [flatpak('com.opera.Opera', 'config/opera')],
    snaps: [
      { name: 'opera', userData: ['snap/opera/current/.config/opera'] },
      { name: 'opera-beta', userData: [] },
      { name: 'opera-gx', userData: [] },
    ],
    names: /^opera(?:-stable|-beta|-developer|-gx)?$/,
  },
  {
    kind: 'firefox',
    family: 'firefox',
    programs: [
      '/usr/lib/firefox-esr/firefox-esr',
      '/usr/lib/firefox/firefox',
      '/usr/lib64/firefox/firefox',
      '/usr/lib/firefox-beta/firefox',
      '/usr/lib/firefox-devedition/firefox',
      '/usr/lib/firefox-nightly/firefox',
      '/opt/firefox/firefox',
    ],
    userData: ['.mozilla/firefox', '.config/mozilla/firefox'],
    managedFolder: '/etc/firefox/policies',
    hostFolders: ['/usr/lib/mozilla/native-messaging-hosts', '/usr/lib64/mozilla/native-messaging-hosts'],
    flatpaks: [flatpak('org.mozilla.firefox', '.mozilla/firefox', 'config/mozilla/firefox')],
    snaps: [{ name: 'firefox', userData: ['snap/firefox/common/.mozilla/firefox'] }],
    names: /^firefox(?:-esr|-bin|-beta|-nightly|-devedition)?$/,
  },
];

/** Look like browsers, are none of the above, and take no policy that is known here. */
export const otherBrowserNames =
  /^(?:librewolf|waterfox|floorp|zen|zen-bin|palemoon|basilisk|epiphany|falkon|konqueror|qutebrowser|midori|tor-browser|mullvad-?browser|thorium|thorium-browser|luakit|iridium(?:-browser)?|seamonkey|icecat|abrowser|naver-whale)$/;
