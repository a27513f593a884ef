import type { QueryOf, ResponseOf } from '#protocol/console-server.ts';
import { isDay } from './typed.ts';

type Query = NonNullable<QueryOf<'listAudit'>>;
export type AuditPage = ResponseOf<'listAudit'>;
export type AuditEntry = AuditPage['entries'][number];

const pageSize = 100;
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
    order: 'newest',
    from: new Date(`${day('from')}T00:00:00`).getTime(),
    to: end.getTime(),
    ...(operator === undefined ? {} : { operator }),
    ...(action === undefined ? {} : { action: action.toLowerCase() }),
    ...(subject === undefined ? {} : { subject }),
  };
}

/**
 * The page behind a cursor, newest first. Where few entries fit, the server looks through many for one page: it is asked
 * on until one is found or the period is through.
 */
export async function auditPage(
  ask: (query: Query) => Promise<AuditPage>,
  query: Query,
  cursor: number,
): Promise<AuditPage> {
  let page = await ask({ ...query, after: cursor });
  let { intact } = page;
  while (page.entries.length === 0 && page.more === true) {
    page = await ask({ ...query, after: page.cursor });
    intact &&= page.intact;
  }
  return { ...page, intact };
}
