import type { OverviewMessages } from './overview-messages.ts';

/** Swedish. */
export const overviewSv: OverviewMessages = {
  'overview.title': 'Översikt',
};
