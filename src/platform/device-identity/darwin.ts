import type { DeviceIdentityReader } from './port.ts';
import { identityReader, type DeviceIdentityOptions } from './read.ts';

export const createDeviceIdentity = (options: DeviceIdentityOptions = {}): DeviceIdentityReader =>
  identityReader('darwin', '/usr/bin:/bin:/usr/sbin:/sbin', options);
