import type { EffectiveBan, EffectivePolicy } from './effective.ts';
import type { ActingExemption } from './exemption.ts';

/** What an exemption is judged against. `now`: signed time, epoch milliseconds. */
export type ExemptionInput = {
  readonly policy: Pick<EffectivePolicy, 'organisation' | 'class'>;
  readonly exemptions: readonly ActingExemption[];
  readonly now: number;
};

/**
 * The exemption from this ban that acts for an account now, within the terms that the organisation signed: the one that
 * lasts longest. Without an account: the one that acts for everybody on the device.
 */
export function exemptionInForce(
  effective: EffectiveBan,
  account: string | undefined,
  input: ExemptionInput,
): ActingExemption | undefined {
  return longest(effective, account, input, undefined);
}

/** The same of those that only lower: what was redeemed with a code. */
export function loweredInForce(
  effective: EffectiveBan,
  account: string | undefined,
  input: ExemptionInput,
): ActingExemption | undefined {
  return longest(effective, account, input, 'warn');
}

/** Whether a code may lift the block of this ban here, by the terms that the organisation signed. */
export function mayUseCode(effective: EffectiveBan, policy: ExemptionInput['policy']): boolean {
  const terms = effective.ban.exemptions;
  return (
    terms.allowed &&
    terms.offlineCodes === true &&
    effective.allowed === 'block' &&
    policy.organisation.limits.exemptions &&
    (terms.classes === undefined || terms.classes.includes(policy.class))
  );
}

function longest(
  effective: EffectiveBan,
  account: string | undefined,
  input: ExemptionInput,
  lowersTo: ActingExemption['lowersTo'],
): ActingExemption | undefined {
  return input.exemptions
    .filter((one) => one.lowersTo === lowersTo && holds(one, effective, account, input))
    .reduce<ActingExemption | undefined>(
      (best, one) => (best === undefined || one.until > best.until ? one : best),
      undefined,
    );
}

function holds(
  exemption: ActingExemption,
  effective: EffectiveBan,
  account: string | undefined,
  input: ExemptionInput,
): boolean {
  const terms = effective.ban.exemptions;
  return (
    exemption.ban === effective.ban.id &&
    terms.allowed &&
    input.policy.organisation.limits.exemptions &&
    (exemption.account === undefined || exemption.account === account) &&
    exemption.from <= input.now &&
    input.now < exemption.until &&
    exemption.until - exemption.from <= (terms.longestDays ?? 366) * 86_400_000 &&
    // Of a code it was the server that saw to the approvers; what it gave is void once the ban allows no codes.
    (exemption.lowersTo === undefined
      ? new Set(exemption.approvedBy).size >= (terms.approvers ?? 1)
      : terms.offlineCodes === true) &&
    (terms.classes === undefined || terms.classes.includes(input.policy.class))
  );
}
