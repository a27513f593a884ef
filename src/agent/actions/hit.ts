import type { EvidenceKind } from '#policy/evidence.ts';
import type { Decision } from '#policy/decision.ts';
import type { DeviceClass } from '#policy/facts.ts';
import type { TruthLevel } from '#policy/proof.ts';
import type { Hit } from '#protocol/event.ts';

const coarseMs = 300_000;

/** Times that leave the PC are rounded down to five minutes. */
export const coarse = (instant: number): number => instant - (instant % coarseMs);

/** What was really achieved, not what was wished: at least this. */
const levels: Readonly<Record<Hit['action'], TruthLevel>> = {
  found: 'reported-only',
  warned: 'warned',
  continued: 'warned',
  stopped: 'stopped-after-start',
  'stop-failed': 'reported-only',
};

/** Kinds whose value is a place on a disk: only the kind is told, even where the value is the catalogue's own. */
const placeKinds: ReadonlySet<EvidenceKind> = new Set<EvidenceKind>(['exe-path', 'data-folder']);

/**
 * The report of a hit: minimal, with a coarse time, and with the account only on a service device. `level` is said where more was
 * achieved than its action tells: denied before it ran.
 */
export function hitOf(
  decision: Decision,
  action: Hit['action'],
  moment: { readonly now: number; readonly class: DeviceClass },
  level: TruthLevel = levels[action],
): Hit {
  if (decision.effect === 'none') throw new Error('hit: a silent ban reports nothing');
  return {
    type: 'hit',
    ban: decision.ban,
    ...(decision.app === undefined ? {} : { app: decision.app }),
    channel: decision.channel,
    action,
    effect: decision.effect,
    level,
    evidence: decision.evidence
      .slice(0, 8)
      .map(({ kind, value }) => (placeKinds.has(kind) ? { kind } : { kind, value: value.slice(0, 512) })),
    confidence: decision.confidence,
    at: coarse(moment.now),
    repeats: 0,
    ...(decision.account === undefined || moment.class !== 'service' ? {} : { account: decision.account }),
  };
}
