import type { EvidenceKind } from './evidence.ts';

/** Kinds whose values the operating system itself compares without regard to case. */
export const caseInsensitiveKinds: ReadonlySet<EvidenceKind> = new Set<EvidenceKind>([
  'bundle-id',
  'ios-bundle-id',
  'arp-key',
  'msi-upgrade-code',
  'package-family-name',
  'winget-id',
  'web-host',
]);
