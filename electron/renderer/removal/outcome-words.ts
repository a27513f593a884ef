import type { RemovalOutcome } from '#protocol/tray-agent.ts';
import type { Say } from '../say.ts';

export const outcomeWords = (say: Say, outcome: RemovalOutcome, app: string): string =>
  outcome === 'busy' ? say('removal.outcome.busy') : say(`removal.outcome.${outcome}`, { app });
