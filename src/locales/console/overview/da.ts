import type { OverviewMessages } from './overview-messages.ts';

/** Danish. */
export const overviewDa: OverviewMessages = {
  'overview.title': 'Overblik',
};
