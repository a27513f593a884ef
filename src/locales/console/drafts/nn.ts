import type { DraftsMessages } from './drafts-messages.ts';

/** Norwegian Nynorsk. */
export const draftsNn: DraftsMessages = {
  'drafts.title': 'Utkast',
};
