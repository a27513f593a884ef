import type { InstallRoot } from '#platform/install-root/port.ts';
import { selectPlatform, type Platform } from '#platform/select.ts';

/** The system's agent, then this account's own. */
export async function usualFolders(
  platform: Platform,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  const own = await platform.installRoot();
  const system = own.mode === 'system' ? own : await systemRoot(env);
  return [...new Set([system.run, own.run])];
}

/** Where the machine's own installation is, whoever asks. */
const systemRoot = (env: Readonly<Record<string, string | undefined>>): Promise<InstallRoot> =>
  selectPlatform({ installRoot: { uid: 0, env } }).installRoot();
