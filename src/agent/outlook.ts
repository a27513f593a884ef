import type { EffectivePolicy } from '#policy/effective.ts';
import { longestDaysOf } from './actions/notice-content.ts';
import { strictestFor } from './agent-status.ts';
import type { Picture } from './cycle.ts';
import type { Outlook } from './notices/port.ts';

/** What the policy in force says of the notices of this moment. */
export function outlookOf(policy: EffectivePolicy, picture: Picture | undefined): Outlook {
  return {
    calendar: { zone: policy.zone, rules: policy.organisation.calendar },
    longestDays: (ban) => {
      const effective = policy.bans.find((one) => one.ban.id === ban);
      return effective === undefined ? undefined : longestDaysOf(effective, policy).longestDays;
    },
    ruleNow: (ban, account) => strictestFor(picture?.decisions.all ?? [], ban, account),
  };
}
