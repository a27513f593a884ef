import { exemptionInForce } from '#policy/exemption-in-force.ts';
import { longestDaysOf } from './actions/notice-content.ts';
import { strictestFor } from './agent-status.ts';
import type { Picture, PolicyInForce } from './cycle-parts.ts';
import type { Outlook } from './notices/port.ts';

/** What the policy in force says of the notices of this moment. */
export function outlookOf(
  inForce: PolicyInForce,
  picture: Picture | undefined,
  now: number,
  /** What a ban does about its web client, of which nothing is ever found. */
  webRuling: (ban: string, account: string) => ReturnType<Outlook['ruleNow']> = () => undefined,
): Outlook {
  const { policy } = inForce;
  const effectiveOf = (id: string) => policy.bans.find(({ ban }) => ban.id === id);
  return {
    calendar: { zone: policy.zone, rules: policy.organisation.calendar },
    longestDays: (ban) => {
      const effective = effectiveOf(ban);
      return effective === undefined ? undefined : longestDaysOf(effective, policy).longestDays;
    },
    isExempt: (ban, account) => {
      const effective = effectiveOf(ban);
      return (
        effective !== undefined && exemptionInForce(effective, account, { ...inForce, now }) !== undefined
      );
    },
    ruleNow: (ban, account) =>
      strictestFor(picture?.decisions.all ?? [], ban, account) ?? webRuling(ban, account),
  };
}
