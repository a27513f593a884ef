import type { RolloutsMessages } from './rollouts-messages.ts';

/** Norwegian Bokmål. */
export const rolloutsNb: RolloutsMessages = {
  'rollouts.title': 'Utrullinger',
};
