import type { QueryOf, ResponseOf } from '#protocol/console-server.ts';
import { isDay } from './typed.ts';

type Query = NonNullable<QueryOf<'listAudit'>>;
export type AuditPage = ResponseOf<'listAudit'>;
export type AuditEntry = AuditPage['entries'][number];

const pageSize = 500;
/** Entries shown at a time: whoever needs more narrows the search, or exports. */
export const mostEntries = 2_000;
const dayMs = 86_400_000;

/** The last seven days, in the person's own calendar. */
export function usualPeriod(now: Date): { readonly from: string; readonly to: string } {
  return { from: localDay(new Date(now.getTime() - 6 * dayMs)), to: localDay(now) };
}

const two = (value: number): string => String(value).padStart(2, '0');
export const localDay = (at: Date): string =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

/** What the address asks for: whole days of the person's own calendar, both included. */
export function auditQuery(search: { readonly [name: string]: string }, now: Date): Query {
  const usual = usualPeriod(now);
  const day = (name: 'from' | 'to'): string => {
    const text = search[name];
    return text !== undefined && isDay(text) ? text : usual[name];
  };
  const end = new Date(`${day('to')}T00:00:00`);
  end.setDate(end.getDate() + 1);
  const text = (name: string): string | undefined => search[name]?.trim() || undefined;
  const [operator, action, subject] = ['operator', 'action', 'subject'].map(text);
  return {
    limit: pageSize,
    from: new Date(`${day('from')}T00:00:00`).getTime(),
    to: end.getTime(),
    ...(operator === undefined ? {} : { operator }),
    ...(action === undefined ? {} : { action: action.toLowerCase() }),
    ...(subject === undefined ? {} : { subject }),
  };
}

export type Audited = {
  /** Newest first. */
  readonly entries: readonly AuditEntry[];
  readonly intact: boolean;
  /** There are later ones in the period than those that are shown. */
  readonly more: boolean;
};

/** Reads on from page to page: the server tells the oldest first, people want the newest. */
export async function readAudit(
  ask: (query: Query) => Promise<AuditPage>,
  query: Query,
  most = mostEntries,
): Promise<Audited> {
  const entries: AuditEntry[] = [];
  let intact = true;
  let after = 0;
  for (;;) {
    const page = await ask({ ...query, after });
    const start = after;
    entries.push(...page.entries.filter(({ seq }) => seq > start));
    intact &&= page.intact;
    const ended = page.cursor <= after || page.entries.length === 0;
    if (ended || entries.length >= most)
      return { entries: entries.toReversed(), intact, more: !ended && entries.length >= most };
    after = page.cursor;
  }
}
