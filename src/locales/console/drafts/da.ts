import type { DraftsMessages } from './drafts-messages.ts';

/** Danish. */
export const draftsDa: DraftsMessages = {
  'drafts.title': 'Kladder',
};
