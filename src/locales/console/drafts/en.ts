import type { DraftsMessages } from './drafts-messages.ts';

/** English. */
export const draftsEn: DraftsMessages = {
  'drafts.title': 'Drafts',
};
