import { longestPurpose, type AskFaults } from '../model/ask-form.ts';
import type { Say } from '../say.ts';

export function faultyPurpose(say: Say, { purpose }: AskFaults): string | undefined {
  if (purpose === undefined) return undefined;
  return purpose === 'missing'
    ? say('ask.purpose.missing')
    : say('ask.purpose.too-long', { count: longestPurpose });
}

export const faultyDays = (say: Say, { days }: AskFaults, limit: number): string | undefined =>
  days === undefined ? undefined : say('ask.days.wrong', { count: limit });
