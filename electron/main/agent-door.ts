import { dialAgent, type LocalClient } from '#local-client/client.ts';
import { usualFolders } from '#local-client/usual-folders.ts';
import type { DialFault, LocalEndpoint } from '#platform/local-endpoint/port.ts';
import type { Platform } from '#platform/select.ts';
import { fail, type Outcome } from '#policy/outcome.ts';

/** Where the agent of this PC may be reached. */
export interface AgentDoor {
  /** Looked at in this order. */
  readonly folders: readonly string[];
  dial(): Promise<Outcome<LocalClient, DialFault>>;
}

/** The folder that `PORTVAKT_RUN` names, or the system's agent, then this account's own. */
export async function agentDoor(
  platform: Platform,
  env: Readonly<Record<string, string | undefined>>,
): Promise<AgentDoor> {
  const named = env['PORTVAKT_RUN'];
  const folders = named === undefined || named === '' ? await usualFolders(platform, env) : [named];
  return doorIn(await platform.localEndpoint(), folders);
}

/** An agent answers within milliseconds; what waits for an uninstaller has a longer time of its own. */
const answerWithinMs = 10_000;

export const doorIn = (endpoint: LocalEndpoint, folders: readonly string[]): AgentDoor => ({
  folders,
  dial: async () => {
    let worst: DialFault = { code: 'not-running' };
    for (const folder of folders) {
      const dialled = await dialAgent(endpoint, 'tray', folder, { answerWithinMs });
      if (dialled.ok) return dialled;
      if (worst.code === 'not-running') worst = dialled.fault;
    }
    return fail(worst);
  },
});
