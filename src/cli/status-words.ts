import { isReason, reasonText } from '#locales/reason.ts';
import { text } from '#locales/text.ts';
import type { AgentStatus } from '#protocol/tray-agent.ts';
import type { Person } from './person-language.ts';

export type BanStatus = AgentStatus['bans'][number];

/** The agent's state in a sentence. */
export function stateWords({ language }: Person, status: AgentStatus): string {
  const organisation = status.organisation?.name ?? '-';
  return status.state === 'waiting-for-organisation'
    ? text(language, 'status.waiting-for-organisation', {})
    : text(language, `status.${status.state}`, { organisation });
}

export function serverWords({ language, timeZone }: Person, { server }: AgentStatus): string {
  if (server.connected) return text(language, 'status.server.connected', {});
  return server.lastContact === undefined
    ? text(language, 'status.server.never', {})
    : text(language, 'status.server.unreachable', { since: server.lastContact }, timeZone);
}

/** Why the ban does what it does now; the bare code where the status lacks the date that its sentence needs. */
export function reasonWords({ language, timeZone }: Person, status: AgentStatus, ban: BanStatus): string {
  const { reason, deadline, exemptUntil } = ban;
  const organisation = status.organisation?.name ?? '-';
  const args = {
    app: ban.apps.join(', '),
    organisation,
    unit: status.unit ?? organisation,
    ban: ban.ban,
    ...(deadline === undefined ? {} : { deadline }),
    ...(exemptUntil === undefined ? {} : { until: exemptUntil }),
  };
  const lacks =
    (reason === 'grace' && deadline === undefined) ||
    ((reason === 'exempt' || reason === 'paused') && exemptUntil === undefined) ||
    reason === 'not-yet' ||
    reason === 'review-passed';
  return !isReason(reason) || lacks ? `(${reason})` : reasonText(language, reason, args, timeZone);
}
