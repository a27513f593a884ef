import type { RolloutsMessages } from './rollouts-messages.ts';

/** Danish. */
export const rolloutsDa: RolloutsMessages = {
  'rollouts.title': 'Udrulninger',
};
