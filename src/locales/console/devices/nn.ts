import type { DevicesMessages } from './devices-messages.ts';

/** Norwegian Nynorsk. */
export const devicesNn: DevicesMessages = {
  'devices.title': 'PC-ar',
};
