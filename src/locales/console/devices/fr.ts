import type { DevicesMessages } from './devices-messages.ts';

/** French. */
export const devicesFr: DevicesMessages = {
  'devices.title': 'Ordinateurs',
};
