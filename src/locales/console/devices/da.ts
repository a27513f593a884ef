import type { DevicesMessages } from './devices-messages.ts';

/** Danish. */
export const devicesDa: DevicesMessages = {
  'devices.title': 'Pc’er',
};
