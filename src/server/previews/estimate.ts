import type { PreviewEstimate } from '#protocol/console-previews.ts';

/** An agent turns its answer round with this probability; see `agent/facts/usage-days.ts`. */
export const flipProbability = 0.1;
const z95 = 1.96;

export type AppSum = { readonly app: string; readonly answered: number; readonly yes: number };

/**
 * How many of `devices` have the app, computed back from noised answers: with the share x of yes and the probability p
 * of a turned answer, the share of PCs that have it is (x − p) / (1 − 2p). Its margin is 1.96 standard errors of a share
 * over those that answered; where not all answered it includes that they are a sample of `devices`.
 */
export function estimate({ answered, app, yes }: AppSum, devices: number): PreviewEstimate {
  if (answered === 0) return { app, devices: 0, margin: devices, share: 0, marginShare: 1, answered };
  const p = flipProbability;
  const observed = yes / answered;
  const share = clamp((observed - p) / (1 - 2 * p));
  // The variance of a noised bit at the estimated share: where nothing was answered but noise it is p(1 − p), never 0.
  const q = share * (1 - 2 * p) + p;
  const noised = (q * (1 - q)) / answered / (1 - 2 * p) ** 2;
  const marginShare = clamp(z95 * Math.sqrt(noised));
  return {
    app,
    devices: Math.round(share * devices),
    margin: Math.min(devices, Math.ceil(marginShare * devices)),
    share,
    marginShare,
    answered,
  };
}

const clamp = (share: number): number => Math.min(1, Math.max(0, share));
