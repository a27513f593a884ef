import type { RolloutsMessages } from './rollouts-messages.ts';

/** Swedish. */
export const rolloutsSv: RolloutsMessages = {
  'rollouts.title': 'Utrullningar',
};
