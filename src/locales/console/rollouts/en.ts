import type { RolloutsMessages } from './rollouts-messages.ts';

/** English. */
export const rolloutsEn: RolloutsMessages = {
  'rollouts.title': 'Rollouts',
};
