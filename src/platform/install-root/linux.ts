import { isAbsolute, join } from 'node:path';
import type { InstallRoot } from './port.ts';

export type InstallRootOptions = {
  readonly uid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folders chosen outright; for tests and for several agents on one machine. */
  readonly state?: string;
  readonly run?: string;
  readonly config?: string;
};

/** Names the folders; makes none (see `prepare.ts`). */
export function installRoot(options: InstallRootOptions): InstallRoot {
  const usual = options.uid === 0 ? systemRoot : userRoot(options);
  return {
    mode: usual.mode,
    state: options.state ?? usual.state,
    run: options.run ?? usual.run,
    config: options.config ?? usual.config,
  };
}

const systemRoot: InstallRoot = {
  mode: 'system',
  state: '/var/lib/portvakt',
  run: '/run/portvakt',
  config: '/etc/portvakt',
};

function userRoot({ uid, env }: InstallRootOptions): InstallRoot {
  const home = absolute(env['HOME']) ?? `/tmp/portvakt-${uid}/home`;
  const run = absolute(env['XDG_RUNTIME_DIR']);
  return {
    mode: 'user',
    state: join(absolute(env['XDG_STATE_HOME']) ?? join(home, '.local/state'), 'portvakt'),
    run: run === undefined ? `/tmp/portvakt-${uid}` : join(run, 'portvakt'),
    config: join(absolute(env['XDG_CONFIG_HOME']) ?? join(home, '.config'), 'portvakt'),
  };
}

/** The XDG specification wants relative paths ignored. */
const absolute = (path: string | undefined): string | undefined =>
  path !== undefined && isAbsolute(path) ? path : undefined;
