import type { Job } from '#server/jobs/index.ts';
import type { Packs } from './packs.ts';

const everyMs = 21_600_000;
const jitterMs = 1_800_000;

/** Every six hours and a bit, so that not every server of a country asks in the same minute. */
export const packJob = (packs: Packs): Job => ({
  name: 'packs',
  everyMs: everyMs + Math.floor(Math.random() * jitterMs),
  run: packs.refreshAll,
});
