import type { AppMatch } from './facts.ts';

/** Whether the evidence is too weak to stop anything by it alone: one list has it, or nothing confirms it. */
export const isWeakMatch = ({ confidence, strength }: Pick<AppMatch, 'confidence' | 'strength'>): boolean =>
  strength === 'hint' || confidence === 'unverified';
