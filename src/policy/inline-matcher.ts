import type { InlineMatcher } from './ban.ts';
import type { Evidence } from './evidence.ts';
import { caseInsensitiveKinds } from './evidence-case.ts';
import type { AppMatch } from './facts.ts';

/** Kinds that are names only: a matcher made of nothing else is a hint. */
const nameKinds = new Set<Evidence['kind']>([
  'exe-name',
  'display-name',
  'app-name',
  'appimage-name',
  'publisher',
]);

/** The match that an inline matcher makes of this evidence, if all of it is seen. */
export function matchInline(matcher: InlineMatcher, seen: readonly Evidence[]): AppMatch | undefined {
  const all = matcher.all.every((wanted) => seen.some((one) => same(wanted, one)));
  if (!all) return undefined;
  const strong = matcher.all.some(({ kind }) => !nameKinds.has(kind)) || matcher.all.length > 1;
  return {
    app: '',
    channel: matcher.all.some(({ kind }) => kind === 'pwa-app-id' || kind === 'pwa-start-url')
      ? 'pwa'
      : 'native',
    evidence: matcher.all,
    confidence: 'primary',
    strength: strong ? 'certain' : 'hint',
  };
}

function same(wanted: Evidence, seen: Evidence): boolean {
  if (wanted.kind !== seen.kind) return false;
  return caseInsensitiveKinds.has(wanted.kind)
    ? wanted.value.toLowerCase() === seen.value.toLowerCase()
    : wanted.value === seen.value;
}
