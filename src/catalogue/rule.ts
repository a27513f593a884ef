import type { Channel, Confidence, EvidenceKind } from '#policy/evidence.ts';
import type { MatchedEvidence } from '#policy/facts.ts';
import type { Trust, WeightGroup } from './weight.ts';

/** One identifier, prepared for matching. */
export type Rule = {
  /** Index in the catalogue's `ids`. */
  readonly app: number;
  /** What is reported when it matched: the catalogue's own words, never a value of the PC. */
  readonly evidence: MatchedEvidence;
  readonly channel: Channel;
  readonly confidence: Confidence;
  readonly group: WeightGroup;
  readonly alone: boolean;
  readonly trust: Trust;
  readonly sources: readonly string[];
  /** Fixed characters of a pattern; an exact value beats every pattern. */
  readonly specificity: number;
};

/** All that one value means: whom it speaks for, and whom it rules out. */
export type Slot = { readonly rules: readonly Rule[]; readonly excludes: readonly number[] };

/** A rule that matched, and by which item of the evidence: two rules on one item are not two pieces of evidence. */
export type Hit = { readonly rule: Rule; readonly item: number };

export const exactSpecificity = 1_000_000;

/** Kinds that are a package or store's own id: they say best by which channel the app came. */
export const packageKinds: ReadonlySet<EvidenceKind> = new Set<EvidenceKind>([
  'deb-package',
  'rpm-package',
  'pacman-package',
  'flatpak-id',
  'snap-name',
  'package-family-name',
  'appx-name',
  'ms-store-id',
  'ios-bundle-id',
  'arp-key',
  'msi-upgrade-code',
  'pwa-app-id',
  'pwa-start-url',
  'web-host',
]);
