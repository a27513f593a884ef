import { Type, type Static } from 'typebox';

/**
 * What can be known of a program that helps to say which app it is. One piece of evidence is a kind and a value; who
 * collects it (the platform) and who reads it (the catalogue, an inline matcher) share this closed list.
 *
 * Values are compared exactly, except the kinds named in `evidence-case.ts`.
 */
export const evidenceKinds = [
  // Linux
  'deb-package',
  'rpm-package',
  'pacman-package',
  'flatpak-id',
  'snap-name',
  'desktop-id', // file name of a .desktop file, with its ending
  'exe-path', // absolute path; a leading `~/` stands for the owner's home, `%AppData%` and its like for Windows folders
  'binary-marker', // a string found in .rodata of a large ELF file that no package owns
  'appimage-name', // AppImage file name without version, architecture and ending
  // every system
  'exe-name', // base name of the executable
  'sha256', // lower-case hex of the whole file
  'data-folder', // a folder beside the program or in the home that only this app makes, `~/`-relative
  // Windows
  'display-name',
  'publisher',
  'arp-key', // name of the key under …\CurrentVersion\Uninstall
  'msi-upgrade-code',
  'winget-id',
  'ms-store-id',
  'pe-company-name',
  'pe-product-name',
  'pe-original-filename',
  'authenticode-subject',
  'package-family-name',
  'appx-name',
  'windows-service',
  'url-protocol',
  // macOS
  'bundle-id',
  'app-name',
  'team-id',
  'ios-bundle-id',
  'pkg-receipt',
  'homebrew-cask',
  'launchd-label',
  // web and installed web apps
  'web-host',
  'pwa-app-id', // the 32 letters by which Chromium names an installed web app
  'pwa-start-url',
] as const;

export const EvidenceKind = Type.Enum(evidenceKinds);
export type EvidenceKind = Static<typeof EvidenceKind>;

export const Evidence = Type.Object(
  { kind: EvidenceKind, value: Type.String({ minLength: 1, maxLength: 512 }) },
  { additionalProperties: false },
);
export type Evidence = Static<typeof Evidence>;

/** How sure a catalogue entry is of an identifier; see `src/catalogue/README.md`. */
export const confidences = ['primary', 'secondary', 'computed', 'unverified'] as const;
export const Confidence = Type.Enum(confidences);
export type Confidence = Static<typeof Confidence>;

/** The ways in which one thing reaches a PC. A ban names the ones it covers. */
export const channels = ['native', 'store', 'portable', 'fork', 'pwa', 'web'] as const;
export const Channel = Type.Enum(channels);
export type Channel = Static<typeof Channel>;
