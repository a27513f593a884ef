import type { Outcome } from '#policy/outcome.ts';

/** The facts about the PC that may leave it. Strings are trimmed, at most 128 characters, '' where unknown. */
export type DeviceIdentity = {
  readonly hostName: string;
  readonly os: 'linux' | 'win32' | 'darwin';
  readonly osName: string;
  readonly osVersion: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly chassis: string;
  /** Hardware id hashed with the organisation id by the caller before it leaves; '' where unknown. */
  readonly hardwareId: string;
};
export type DeviceIdentityFault = { readonly code: 'timed-out' | 'failed'; readonly why: string };

export interface DeviceIdentityReader {
  read(): Promise<Outcome<DeviceIdentity, DeviceIdentityFault>>;
}
