import type { OverviewMessages } from './overview-messages.ts';

/** Dutch. */
export const overviewNl: OverviewMessages = {
  'overview.title': 'Overzicht',
};
