import type { DraftsMessages } from './drafts-messages.ts';

/** French. */
export const draftsFr: DraftsMessages = {
  'drafts.title': 'Brouillons',
};
