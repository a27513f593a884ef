import type { DevicesMessages } from './devices-messages.ts';

/** Norwegian Bokmål. */
export const devicesNb: DevicesMessages = {
  'devices.title': 'PC-er',
};
