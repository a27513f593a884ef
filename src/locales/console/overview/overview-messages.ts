import type { Parameter } from '../../parameter.ts';

/** The first page: what needs somebody today, what is banned and where it is not enforced yet. */
export const overviewParameters = {
  'overview.title': {},
  'overview.today': {},
  'overview.today.none': {},
  'overview.today.requests': { count: 'count' },
  'overview.today.half': { count: 'count' },
  'overview.today.drafts': { count: 'count' },
  'overview.today.review-due': { ban: 'text', days: 'count' },
  'overview.today.review-passed': { ban: 'text', days: 'count' },
  'overview.today.halted': { version: 'text' },
  'overview.today.packs': { count: 'count' },
  'overview.today.awaiting': { count: 'count' },
  'overview.today.silent': { count: 'count' },
  'overview.today.expiring': { count: 'count' },
  'overview.today.retention': {},
  'overview.fleet': {},
  'overview.fleet.devices': {},
  'overview.fleet.connected': {},
  'overview.fleet.release': {},
  'overview.fleet.running': { version: 'text' },
  'overview.fleet.halted': { version: 'text' },
  'overview.fleet.settled': {},
  'overview.phones': {},
  'overview.banned': {},
  'overview.banned.all': {},
  'overview.not-enforced': {},
  'overview.not-enforced.none': {},
  'overview.not-enforced.row': { devices: 'count', of: 'text', channel: 'text' },
  'overview.hits': {},
  'overview.hits.none': {},
  'overview.hits.summary': { total: 'count', day: 'date', most: 'text' },
  'overview.hits.table': {},
  'overview.hits.day': {},
  'overview.hits.count': {},
  'overview.first.title': {},
  'overview.first.body': {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, Parameter>>>>;

/** What a language file of this area holds: an ICU message for every key. */
export type OverviewMessages = { readonly [K in keyof typeof overviewParameters]: string };
