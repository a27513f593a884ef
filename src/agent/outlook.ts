import { longestDaysOf } from './actions/notice-content.ts';
import { strictestFor } from './agent-status.ts';
import type { Picture } from './cycle.ts';
import type { PolicyInForce } from './cycle-parts.ts';
import type { Outlook } from './notices/port.ts';

/** What the policy in force says of the notices of this moment. */
export function outlookOf(
  { exemptions, policy }: PolicyInForce,
  picture: Picture | undefined,
  now: number,
): Outlook {
  return {
    calendar: { zone: policy.zone, rules: policy.organisation.calendar },
    longestDays: (ban) => {
      const effective = policy.bans.find((one) => one.ban.id === ban);
      return effective === undefined ? undefined : longestDaysOf(effective, policy).longestDays;
    },
    isExempt: (ban, account) =>
      exemptions.some(
        (one) =>
          one.ban === ban &&
          (one.account === undefined || one.account === account) &&
          one.from <= now &&
          now < one.until,
      ),
    ruleNow: (ban, account) => strictestFor(picture?.decisions.all ?? [], ban, account),
  };
}
