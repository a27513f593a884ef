import { win32 } from 'node:path';
import type { InstallRootOptions } from './linux.ts';
import type { InstallRoot } from './port.ts';

/** Machine-wide folders; the service runs as SYSTEM, and there is no user mode on Windows yet. */
export function installRoot(options: InstallRootOptions): InstallRoot {
  const base = win32.join(options.env['ProgramData'] ?? String.raw`C:\ProgramData`, 'Portvakt');
  return {
    mode: 'system',
    state: options.state ?? win32.join(base, 'State'),
    run: options.run ?? win32.join(base, 'Run'),
    config: options.config ?? win32.join(base, 'Config'),
  };
}
