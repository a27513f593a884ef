import type { OverviewMessages } from './overview-messages.ts';

/** Norwegian Nynorsk. */
export const overviewNn: OverviewMessages = {
  'overview.title': 'Oversyn',
};
