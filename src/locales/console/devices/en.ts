import type { DevicesMessages } from './devices-messages.ts';

/** English. */
export const devicesEn: DevicesMessages = {
  'devices.title': 'Devices',
};
