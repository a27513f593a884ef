import type { Ban, InlineMatcher } from '#policy/ban.ts';
import type { ServerLimits } from '#policy/organisation.ts';
import type { Language } from '#locales/language.ts';

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/**
 * A ban as it begins: whole and valid, so that it can be kept in a draft at once, and honest about what is not known yet:
 * its basis is unwritten until somebody writes it.
 */
export function newBan(given: {
  readonly id: string;
  /** Of the catalogue, or described. */
  readonly thing: { readonly app: string } | { readonly matcher: InlineMatcher };
  readonly suggestion: 'prohibit' | 'advise';
  /** Today, `2026-11-22`. */
  readonly today: string;
  readonly operator: string;
  readonly why: Readonly<Partial<Record<Language, string>>>;
  /** What the server's key may do on its own in this organisation. */
  readonly limits: ServerLimits;
}): Ban {
  const { id, thing, suggestion, today, operator, why, limits } = given;
  return {
    id,
    ...('app' in thing ? { apps: [thing.app] } : { matcher: thing.matcher }),
    effect: suggestion === 'prohibit' ? 'block' : 'inform',
    binding: 'mandatory',
    from: today,
    ...(suggestion === 'prohibit' ? { grace: { workingDays: 5, until: dayAfter(today, 30) } } : {}),
    review: dayAfter(today, 365),
    removal: suggestion === 'prohibit' ? 'offer' : 'none',
    exemptions: {
      allowed: true,
      approvers: 1,
      longestDays: 90,
      ...(limits.exemptions ? { offlineCodes: true } : {}),
    },
    ...(limits.longestPauseHours > 0 ? { pausable: true } : {}),
    basis: { kind: 'unwritten', statedBy: operator, date: today, toBeWrittenBy: dayAfter(today, 30) },
    notice: { why },
  };
}
