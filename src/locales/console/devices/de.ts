import type { DevicesMessages } from './devices-messages.ts';

/** German. */
export const devicesDe: DevicesMessages = {
  'devices.title': 'PCs',
};
