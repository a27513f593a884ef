import type { OverviewMessages } from './overview-messages.ts';

/** French. */
export const overviewFr: OverviewMessages = {
  'overview.title': 'Aperçu',
};
