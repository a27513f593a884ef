import { policyFiles } from '#test/kit/server-in-test.ts';
import { ban } from '#test/kit/policy-builder.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';

/**
 * Two bans over units that make the signed release, as it goes over the wire, a little more than 4 KiB. Each round is
 * another text, so another release and another fragment.
 */
export function policyOf(round: number): PolicyFileText[] {
  const units = Array.from({ length: 32 }, (_, at) => ({
    id: `unit-${String(at).padStart(2, '0')}`,
    name: `Department of affairs ${String(at).padStart(2, '0')}`,
    parent: 'kommune',
  }));
  const notice = { why: { en: `It collects much. Round ${String(round).padStart(4, '0')}.` } };
  return policyFiles(
    [
      ban({ review: '2099-01-01', notice }),
      ban({ id: 'tiktok-ban', apps: ['tiktok'], review: '2099-01-01', notice }),
    ],
    { units: [{ id: 'kommune', name: 'Kommune' }, ...units] },
  );
}

/** What each agent says that it enforces. */
export const truth = ['telegram-ban', 'tiktok-ban'].flatMap((id) =>
  ['native', 'portable', 'web'].map((channel) => ({ ban: id, channel, level: 'stopped-after-start' })),
);

/** A report of about 300 bytes, as agents send it most often. */
export const event = {
  type: 'hit',
  ban: 'telegram-ban',
  app: 'telegram',
  channel: 'native',
  action: 'stopped',
  effect: 'block',
  level: 'stopped-after-start',
  evidence: [{ kind: 'exe-name', value: 'telegram-desktop' }],
  confidence: 'primary',
  at: 1_795_000_200_000,
  repeats: 0,
};
