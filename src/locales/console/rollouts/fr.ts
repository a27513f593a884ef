import type { RolloutsMessages } from './rollouts-messages.ts';

/** French. */
export const rolloutsFr: RolloutsMessages = {
  'rollouts.title': 'Déploiements',
};
