import type { Ban } from '#policy/ban.ts';
import type { QueryOf, ResponseOf } from '#protocol/console-server.ts';

export type Exemption = ResponseOf<'listExemptions'>['exemptions'][number];
type Query = NonNullable<QueryOf<'listExemptions'>>;

/** The views of the inbox: a state each, and what ends soon. */
export const exemptionViews = [
  'waiting',
  'half-approved',
  'approved',
  'expiring',
  'ended',
  'denied',
  'withdrawn',
] as const;
export type ExemptionView = (typeof exemptionViews)[number];

export const viewOf = (state: Exemption['state']): ExemptionView => state;

/** Days within which something ends soon. */
export const soonDays = 14;

export function exemptionQuery(view: ExemptionView, search: { readonly [name: string]: string }): Query {
  const { after, device, unit } = search;
  return {
    limit: 50,
    ...(device !== undefined && /^[0-9a-f]{32}$/u.test(device) ? { device } : {}),
    ...(unit === undefined ? {} : { unit }),
    ...(view === 'expiring'
      ? { expiresWithinDays: soonDays }
      : { state: view, ...(after === undefined ? {} : { after }) }),
  };
}

/** What an operator can do with one. `second`: the same person already gave the first approval. */
export function answersTo(
  { state, approvedBy, approversNeeded }: Pick<Exemption, 'state' | 'approvedBy' | 'approversNeeded'>,
  operator: string,
): {
  readonly approve: boolean;
  readonly deny: boolean;
  readonly withdraw: boolean;
  readonly second: boolean;
} {
  const open = state === 'waiting' || state === 'half-approved';
  const second = open && approversNeeded > 1 && approvedBy.includes(operator);
  return { approve: open && !second, deny: open, withdraw: state === 'approved', second };
}

/** The longest that a ban's terms allow; without terms, what the server allows at most. */
export const longestDays = (terms: Ban['exemptions'] | undefined): number => terms?.longestDays ?? 366;

/** The eight characters of a challenge without what does not count; undefined where they are no challenge. */
export function challengeIn(typed: string): string | undefined {
  const text = typed.replaceAll(/[\s-]/gu, '').toUpperCase();
  return /^[0-9A-Z]{8}$/u.test(text) ? text : undefined;
}
