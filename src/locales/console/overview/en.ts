import type { OverviewMessages } from './overview-messages.ts';

/** English. */
export const overviewEn: OverviewMessages = {
  'overview.title': 'Overview',
};
