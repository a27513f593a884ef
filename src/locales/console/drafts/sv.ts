import type { DraftsMessages } from './drafts-messages.ts';

/** Swedish. */
export const draftsSv: DraftsMessages = {
  'drafts.title': 'Utkast',
};
