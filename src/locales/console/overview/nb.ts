import type { OverviewMessages } from './overview-messages.ts';

/** Norwegian Bokmål. */
export const overviewNb: OverviewMessages = {
  'overview.title': 'Oversikt',
};
