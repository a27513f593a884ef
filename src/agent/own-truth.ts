import { truthOf, type Means } from '#agent/proof/truth.ts';
import type { Standing } from '#policy/decision.ts';
import type { EffectivePolicy } from '#policy/effective.ts';
import type { Truth } from '#policy/proof.ts';

/** The truth about every ban of a policy, as it stands here. */
export function truthHere(
  policy: EffectivePolicy,
  standings: readonly Standing[],
  means: Means,
): readonly Truth[] {
  const channelsOf = new Map(policy.bans.map(({ ban }) => [ban.id, ban.channels] as const));
  return truthOf(
    standings.map(({ ban, effect, reason }) => {
      const channels = channelsOf.get(ban);
      return { id: ban, effect, reason, ...(channels === undefined ? {} : { channels }) };
    }),
    means,
  );
}
