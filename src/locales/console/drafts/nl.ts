import type { DraftsMessages } from './drafts-messages.ts';

/** Dutch. */
export const draftsNl: DraftsMessages = {
  'drafts.title': 'Concepten',
};
