import type { DraftsMessages } from './drafts-messages.ts';

/** German. */
export const draftsDe: DraftsMessages = {
  'drafts.title': 'Entwürfe',
};
