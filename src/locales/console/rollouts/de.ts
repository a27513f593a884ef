import type { RolloutsMessages } from './rollouts-messages.ts';

/** German. */
export const rolloutsDe: RolloutsMessages = {
  'rollouts.title': 'Verteilungen',
};
