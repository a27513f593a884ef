import type { EvidenceKind } from '#policy/evidence.ts';
import { caseInsensitiveKinds } from '#policy/evidence-case.ts';

/**
 * The form in which values of a kind are compared. Beyond the kinds that evidence-case.ts names, Windows file names and
 * paths (an `.exe`, a backslash) are compared without regard to case, because Windows does.
 */
export const normalForm = (kind: EvidenceKind, value: string): string => {
  if (caseInsensitiveKinds.has(kind)) return value.toLowerCase();
  if (kind === 'exe-name' || kind === 'pe-original-filename')
    return endsWithExe(value) ? value.toLowerCase() : value;
  if (kind === 'exe-path' || kind === 'data-folder')
    return value.includes('\\') ? value.toLowerCase() : value;
  return value;
};

const endsWithExe = (value: string): boolean => {
  const at = value.length - 4;
  if (at < 0 || value.charCodeAt(at) !== 46) return false;
  return value.slice(at).toLowerCase() === '.exe';
};
