import type { EvidenceKind } from '#policy/evidence.ts';
import type { Identifier } from './identifier.ts';

/**
 * What a piece of evidence can say. `identifying`: it names one app. The others only support, and two of different
 * groups are needed: `file` a file's name, `product` a product's name, `trace` something the app leaves or registers,
 * `vendor` the maker.
 */
export type WeightGroup = 'identifying' | 'file' | 'product' | 'trace' | 'vendor';

const groupOfKind: Readonly<Record<EvidenceKind, WeightGroup>> = {
  'deb-package': 'identifying',
  'rpm-package': 'identifying',
  'pacman-package': 'identifying',
  'flatpak-id': 'identifying',
  'snap-name': 'identifying',
  'desktop-id': 'identifying',
  'exe-path': 'identifying',
  'binary-marker': 'identifying',
  'appimage-name': 'file',
  'exe-name': 'file',
  sha256: 'identifying',
  'data-folder': 'trace',
  'display-name': 'product',
  publisher: 'vendor',
  'arp-key': 'identifying',
  'msi-upgrade-code': 'identifying',
  'winget-id': 'identifying',
  'ms-store-id': 'identifying',
  'pe-company-name': 'vendor',
  'pe-product-name': 'product',
  'pe-original-filename': 'file',
  'authenticode-subject': 'vendor',
  'package-family-name': 'identifying',
  'appx-name': 'identifying',
  'windows-service': 'trace',
  'url-protocol': 'trace',
  'bundle-id': 'identifying',
  'app-name': 'file',
  'team-id': 'vendor',
  'ios-bundle-id': 'identifying',
  'pkg-receipt': 'identifying',
  'homebrew-cask': 'identifying',
  'launchd-label': 'identifying',
  'web-host': 'identifying',
  'pwa-app-id': 'identifying',
  'pwa-start-url': 'identifying',
};

/** 3 read at its origin (or derived from such a value), 1 read at third hand, 0 confirmed by nothing. */
export type Trust = 0 | 1 | 3;

export type Weight = {
  readonly group: WeightGroup;
  /** Whether it may make a match, at least a hint, without other evidence. */
  readonly alone: boolean;
  readonly trust: Trust;
};

export const weigh = (identifier: Identifier): Weight => {
  const group = groupOf(identifier);
  return { group, alone: group !== 'vendor' && identifier.scope !== 'generic', trust: trustOf(identifier) };
};

const groupOf = (identifier: Identifier): WeightGroup => {
  const group = groupOfKind[identifier.kind];
  if (identifier.scope === 'vendor') return 'vendor';
  // A vendor's mark on an app that is all the vendor makes still is a name, not an identity.
  if (identifier.scope === 'app') return group === 'vendor' ? 'product' : 'identifying';
  // A path that may begin anywhere says no more than the names in it.
  if (identifier.kind === 'exe-path' && identifier.value.startsWith('*')) return 'file';
  return group;
};

const trustOf = (identifier: Identifier): Trust => {
  if (identifier.startUrl !== undefined && !identifier.startUrl.confirmed) return 0;
  return trustOfConfidence[identifier.confidence];
};

export const trustOfConfidence = { primary: 3, computed: 3, secondary: 1, unverified: 0 } as const;

/** Kinds on which scope `app` would let a file name decide; only names reserved by Portvakt may. */
export const isFileNameKind = (kind: EvidenceKind): boolean => groupOfKind[kind] === 'file';
