import type { DevicesMessages } from './devices-messages.ts';

/** Swedish. */
export const devicesSv: DevicesMessages = {
  'devices.title': 'Datorer',
};
