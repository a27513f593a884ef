import type { AgentStatus } from '#protocol/tray-agent.ts';
import type { AskedAndAnswered } from '#protocol/tray-window.ts';
import { openRequest } from './open-request.ts';

/** What can be done about a ban from the overview: only where it warns or blocks, and removing only what is there. */
export function banActions(
  ban: AgentStatus['bans'][number],
  requests: readonly AskedAndAnswered[],
): readonly ('remove' | 'ask' | 'see-request')[] {
  if (ban.effect !== 'warn' && ban.effect !== 'block') return [];
  return [
    ...(ban.found ? (['remove'] as const) : []),
    ...(openRequest(ban.ban, requests) !== undefined
      ? (['see-request'] as const)
      : ban.mayAsk
        ? (['ask'] as const)
        : []),
  ];
}
