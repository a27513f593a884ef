import type { DevicesMessages } from './devices-messages.ts';

/** Dutch. */
export const devicesNl: DevicesMessages = {
  'devices.title': 'Pc’s',
};
