import { join } from 'node:path';
import type { InstallRootOptions } from './linux.ts';
import type { InstallRoot } from './port.ts';

export function installRoot(options: InstallRootOptions): InstallRoot {
  const system = options.uid === 0;
  const base = join(system ? '/' : (options.env['HOME'] ?? '/'), 'Library/Application Support/Portvakt');
  return {
    mode: system ? 'system' : 'user',
    state: options.state ?? join(base, 'State'),
    run: options.run ?? (system ? '/var/run/portvakt' : join(base, 'Run')),
    config: options.config ?? join(base, 'Config'),
  };
}
