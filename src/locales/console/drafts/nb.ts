import type { DraftsMessages } from './drafts-messages.ts';

/** Norwegian Bokmål. */
export const draftsNb: DraftsMessages = {
  'drafts.title': 'Utkast',
};
