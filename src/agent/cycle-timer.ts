import { nextChange } from '#agent/facts/next-change.ts';
import type { Decision } from '#policy/decision.ts';
import type { CycleParts } from './cycle-parts.ts';

const longestWaitMs = 43_200_000;
/** Where a program could not be looked into, everything is looked at again this soon. */
const lookAgainMs = 600_000;

export type CycleTimerParts = {
  readonly cycle: Pick<CycleParts, 'clock' | 'journal' | 'now' | 'otherRulings' | 'policyIn'>;
  readonly full: () => void;
  /** A day may be over, or a hold. */
  readonly tick: () => void;
  readonly onFault: (fault: unknown) => void;
};

/** Sleeps until time itself changes something. */
export class CycleTimer implements Disposable {
  readonly #parts: CycleTimerParts;
  #timer: Disposable | undefined;
  #closed = false;

  constructor(parts: CycleTimerParts) {
    this.#parts = parts;
  }

  schedule(decisions: readonly Decision[], wasCutShort: boolean): void {
    const { clock, journal, now, otherRulings, policyIn } = this.#parts.cycle;
    this.#timer?.[Symbol.dispose]();
    if (this.#closed) return;
    const inForce = policyIn();
    const change =
      inForce && nextChange({ ...inForce, decisions: [...decisions, ...(otherRulings?.() ?? [])] }, now());
    const tick = journal.nextTick();
    const again = wasCutShort ? now() + lookAgainMs : Infinity;
    const at = Math.min(change ?? Infinity, tick ?? Infinity, again, now() + longestWaitMs);
    this.#timer = clock.after(Math.max(1_000, at - now()), () => {
      if (now() >= Math.min(change ?? Infinity, again)) {
        this.#parts.full();
        return;
      }
      for (const next of [this.#parts.tick, () => this.schedule(decisions, wasCutShort)])
        try {
          next();
        } catch (fault) {
          this.#parts.onFault(fault);
        }
    });
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#timer?.[Symbol.dispose]();
  }
}
