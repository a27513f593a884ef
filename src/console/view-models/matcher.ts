import type { InlineMatcher } from '#policy/ban.ts';
import type { EvidenceKind } from '#policy/evidence.ts';

/** Signs that a person can look up and type, each with an example. Files may have the others; they are kept. */
export const offeredKinds = [
  { kind: 'exe-name', word: 'exe', example: 'game.exe' },
  { kind: 'web-host', word: 'web', example: 'chat.example.org' },
  { kind: 'winget-id', word: 'winget', example: 'Example.App' },
  { kind: 'bundle-id', word: 'bundle', example: 'org.example.app' },
  { kind: 'deb-package', word: 'deb', example: 'example-desktop' },
  { kind: 'rpm-package', word: 'rpm', example: 'example-desktop' },
  { kind: 'flatpak-id', word: 'flatpak', example: 'org.example.App' },
  { kind: 'snap-name', word: 'snap', example: 'example' },
  { kind: 'sha256', word: 'sha', example: '' },
] as const satisfies readonly { kind: EvidenceKind; word: string; example: string }[];

/** A kind as the texts choose by it. */
export const kindWord = (kind: EvidenceKind): string =>
  offeredKinds.find((one) => one.kind === kind)?.word ?? 'other';

/** Kinds that are names only; a test holds them together with `policy/inline-matcher.ts`. */
const names = new Set<EvidenceKind>(['exe-name', 'display-name', 'app-name', 'appimage-name', 'publisher']);

export type MatcherWarning = 'weak' | 'one-version' | 'web-alone';

/** What a person ought to know of the signs that they chose. */
export function matcherWarnings({ all }: Pick<InlineMatcher, 'all'>): readonly MatcherWarning[] {
  const [first, ...more] = all;
  const mixed = more.length > 0 && all.some(({ kind }) => kind === 'web-host');
  return [
    ...(mixed ? (['web-alone'] as const) : []),
    ...(first !== undefined && more.length === 0 && names.has(first.kind) ? (['weak'] as const) : []),
    ...(all.some(({ kind }) => kind === 'sha256') ? (['one-version'] as const) : []),
  ];
}

export type MatcherFault = 'missing' | 'wrong-host' | 'wrong-fingerprint';

/** What is wrong with a matcher, by the place in it, `/all/0/value`. */
export function matcherFaults({ name, all }: InlineMatcher): readonly (readonly [string, MatcherFault])[] {
  return [
    ...(name.trim() === '' ? [['/name', 'missing'] as const] : []),
    ...all.flatMap(({ kind, value }, index) => {
      const fault = valueFault(kind, value.trim());
      return fault === undefined ? [] : [[`/all/${index}/value`, fault] as const];
    }),
  ];
}

function valueFault(kind: EvidenceKind, value: string): MatcherFault | undefined {
  if (value === '') return 'missing';
  if (kind === 'web-host' && !/^[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*\.\p{L}[\p{L}\p{N}-]+$/u.test(value))
    return 'wrong-host';
  return kind === 'sha256' && !/^[0-9a-f]{64}$/.test(value) ? 'wrong-fingerprint' : undefined;
}

/** An id for a ban on an app with this name that no other ban has. */
export function freeBanId(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .slice(0, 56)
    .replaceAll(/^-+|-+$/gu, '');
  const base = plain === '' ? 'own-app' : plain;
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(id)) return id;
  }
}
