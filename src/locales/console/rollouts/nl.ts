import type { RolloutsMessages } from './rollouts-messages.ts';

/** Dutch. */
export const rolloutsNl: RolloutsMessages = {
  'rollouts.title': 'Uitrol',
};
