import type { RolloutsMessages } from './rollouts-messages.ts';

/** Norwegian Nynorsk. */
export const rolloutsNn: RolloutsMessages = {
  'rollouts.title': 'Utrullingar',
};
