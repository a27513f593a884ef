import type { EffectiveBan, EffectivePolicy } from './effective.ts';
import type { Exemption } from './exemption.ts';

/** What an exemption is judged against. `now`: signed time, epoch milliseconds. */
export type ExemptionInput = {
  readonly policy: Pick<EffectivePolicy, 'organisation' | 'class'>;
  readonly exemptions: readonly Exemption[];
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
): Exemption | undefined {
  return input.exemptions
    .filter((one) => holds(one, effective, account, input))
    .reduce<Exemption | undefined>(
      (best, one) => (best === undefined || one.until > best.until ? one : best),
      undefined,
    );
}

function holds(
  exemption: Exemption,
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
    new Set(exemption.approvedBy).size >= (terms.approvers ?? 1) &&
    (terms.classes === undefined || terms.classes.includes(input.policy.class))
  );
}
