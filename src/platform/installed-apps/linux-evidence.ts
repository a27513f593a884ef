import type { Evidence, EvidenceKind } from '#policy/evidence.ts';
import { basename } from 'node:path';

/** One piece of evidence, or none where the value would not fit the schema (empty, over 512 characters). */
export function evidenceOf(kind: EvidenceKind, value: string | undefined): readonly Evidence[] {
  return value === undefined || value === '' || value.length > 512 ? [] : [{ kind, value }];
}

/** A path as `~/…` where it lies in the home folder; undefined where it does not. */
export function homeForm(path: string, home: string | undefined): string | undefined {
  if (home === undefined || home === '/' || !path.startsWith(`${home}/`)) return undefined;
  return `~/${path.slice(home.length + 1)}`;
}

/** What an executable's path alone tells: its name, its absolute path, and the `~/` form where it lies in the home. */
export function executableEvidence(path: string, home?: string): readonly Evidence[] {
  return [
    ...evidenceOf('exe-name', basename(path)),
    ...evidenceOf('exe-path', path),
    ...evidenceOf('exe-path', homeForm(path, home)),
  ];
}
