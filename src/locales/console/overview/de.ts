import type { OverviewMessages } from './overview-messages.ts';

/** German. */
export const overviewDe: OverviewMessages = {
  'overview.title': 'Übersicht',
};
