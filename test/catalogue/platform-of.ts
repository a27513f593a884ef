import type { EvidenceKind } from '#policy/evidence.ts';
import type { Identifier } from '#catalogue/identifier.ts';
import type { Vector } from '#catalogue/vector.ts';

const linux: readonly EvidenceKind[] = [
  'deb-package',
  'rpm-package',
  'pacman-package',
  'flatpak-id',
  'snap-name',
  'desktop-id',
  'appimage-name',
  'binary-marker',
];
const macos: readonly EvidenceKind[] = [
  'bundle-id',
  'app-name',
  'team-id',
  'ios-bundle-id',
  'pkg-receipt',
  'homebrew-cask',
  'launchd-label',
];
const web: readonly EvidenceKind[] = ['web-host', 'pwa-app-id', 'pwa-start-url'];
const files: readonly EvidenceKind[] = ['exe-path', 'exe-name', 'data-folder', 'sha256'];

/** The system on which an identifier is met; file kinds tell by their spelling. */
export const platformOf = ({ kind, value }: Identifier): Vector['platform'] => {
  if (linux.includes(kind)) return 'linux';
  if (macos.includes(kind)) return 'macos';
  if (web.includes(kind)) return 'web';
  if (files.includes(kind) && !value.includes('\\') && !value.toLowerCase().endsWith('.exe')) return 'linux';
  return 'windows';
};
