import type { InstalledApps } from './port.ts';
import { unsupportedInstalledApps } from './unsupported.ts';

/** Not written yet: every source of Windows is reported as a fault. */
export function createInstalledApps(): InstalledApps {
  return unsupportedInstalledApps(['arp', 'appx', 'folder', 'pwa']);
}
