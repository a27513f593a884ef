import { fail } from '#policy/outcome.ts';
import type { DeviceIdentityReader } from './port.ts';

/** The package asks through PowerShell there; a child of SYSTEM without SYSTEM's rights is not built yet, so nothing is read. */
export const createDeviceIdentity = (): DeviceIdentityReader => ({
  read: () => Promise.resolve(fail({ code: 'failed', why: 'not supported on Windows yet' })),
});
