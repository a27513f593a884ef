import type { EventBody } from '#protocol/event.ts';

export const hit = (app: string, account?: string): EventBody => ({
  type: 'hit',
  ban: 'telegram',
  app,
  channel: 'native',
  action: 'found',
  effect: 'warn',
  level: 'warned',
  evidence: [],
  confidence: 'primary',
  at: 300_000,
  repeats: 0,
  ...(account === undefined ? {} : { account }),
});
export const fault = (code: string): EventBody => ({ type: 'fault', code, detail: 'a sentence', at: 1 });
export const removed = (app: string): EventBody => ({
  type: 'removed',
  ban: 'telegram',
  app,
  at: 1,
  verified: true,
});
/** What tells one sample from another. */
export const nameOf = (body: EventBody): string =>
  body.type === 'hit' || body.type === 'removed'
    ? `${body.type} ${body.app ?? ''}`
    : body.type === 'fault'
      ? `fault ${body.code}`
      : body.type === 'repeats'
        ? `repeats ${body.day} ${body.count}`
        : body.type;
