import type { Parameter } from '../../parameter.ts';

/** Devices, and one device. */
export const devicesParameters = {
  'devices.title': {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, Parameter>>>>;

/** What a language file of this area holds: an ICU message for every key. */
export type DevicesMessages = { readonly [K in keyof typeof devicesParameters]: string };
