import { readAgentSettings, type AgentSettings } from '#agent/enrolment/agent-settings.ts';
import type { openMembershipStore } from '#agent/enrolment/membership.ts';
import type { Log } from '#runtime/log.ts';
import type { AgentOptions } from './running-agent.ts';

/** What the caller gave, else what stands in `agent.json`. */
export function settingsOf({ installRoot, log, settings }: AgentOptions): AgentSettings {
  if (settings !== undefined) return settings;
  const read = readAgentSettings(installRoot.config);
  if (!read.ok) log.error({ why: read.fault }, 'settings');
  return read.ok ? read.value : {};
}

/** Tells the membership what the settings say: the class, the server's address, a token that was not used yet. */
export function invite(
  members: ReturnType<typeof openMembershipStore>,
  settings: AgentSettings,
  log: Log,
): void {
  if (settings.class === 'private') members.becomePrivate();
  const { server, token } = settings;
  if (server === undefined) return;
  // The PC's own settings may move a member to another address; whoever answers there must still prove a server key.
  if (members.membership() !== undefined) members.setServer(server);
  else if (token !== undefined) {
    members.invite({ server, token });
    log.info('an enrolment token is there');
  }
}
