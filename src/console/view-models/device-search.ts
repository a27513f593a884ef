import type { QueryOf } from '#protocol/console-server.ts';
import { levels, type Level } from './levels.ts';

type Query = NonNullable<QueryOf<'listDevices'>>;
type Texts = { readonly [name: string]: string };

export const deviceStates = ['awaiting-approval', 'active', 'revoked'] as const;
export const deviceSorts = ['hostName', '-hostName', 'lastSeen', '-lastSeen'] as const;
/** Levels that a PC can have told. */
export const toldLevels = levels.filter((level): level is Exclude<Level, 'unknown'> => level !== 'unknown');
/** What narrows the list; `after` and `sort` do not. */
export const deviceFilters = ['search', 'unit', 'label', 'state', 'silent', 'ban', 'level'] as const;
const pageSize = 50;

/** What the address asks of the list. A word that means nothing is passed over. */
export function deviceQuery(search: Texts): Query {
  const text = (name: string): string | undefined => search[name]?.trim() || undefined;
  const state = deviceStates.find((one) => one === search['state']);
  const level = toldLevels.find((one) => one === search['level']);
  const sort = deviceSorts.find((one) => one === search['sort']) ?? 'hostName';
  const [host, unit, label, ban, after] = ['search', 'unit', 'label', 'ban', 'after'].map(text);
  return {
    limit: pageSize,
    sort,
    ...(host === undefined ? {} : { search: host }),
    ...(unit === undefined ? {} : { unit }),
    ...(label === undefined ? {} : { label: label.toLowerCase() }),
    ...(state === undefined ? {} : { state }),
    ...(search['silent'] === 'true' ? { silent: true } : {}),
    ...(ban === undefined ? {} : { ban }),
    ...(ban !== undefined && level !== undefined ? { level } : {}),
    ...(after === undefined ? {} : { after }),
  };
}

export const isNarrowed = (search: Texts): boolean =>
  deviceFilters.some((name) => (search[name] ?? '') !== '');

/** The other way round, or by this column first. */
export const nextSort = (present: string | undefined, column: 'hostName' | 'lastSeen'): string =>
  (present ?? 'hostName') === column ? `-${column}` : column;

export function sortShown(
  present: string | undefined,
  column: 'hostName' | 'lastSeen',
): 'ascending' | 'descending' | 'none' {
  const sort = present ?? 'hostName';
  if (sort === column) return 'ascending';
  return sort === `-${column}` ? 'descending' : 'none';
}
