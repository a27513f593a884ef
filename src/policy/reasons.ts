/**
 * Why a ban does what it does here and now: a closed list, shown by tray, console, CLI and events alike.
 * `src/locales` holds one sentence per code in every language.
 */
export const reasonCodes = [
  'blocked',
  'warned',
  'informed',
  'grace', // acts as warn until the deadline
  'grace-not-started', // acts as warn; the days begin when the person has seen the notice
  'recommended', // from above, not yet adopted here: informs only
  'declined',
  'review-passed', // nobody decided anew in time: one step down
  'exempt',
  'offline-code', // a code given over the telephone: acts as warn until it ends
  'paused',
  'not-yet',
  'protected', // the operating system, security software or the agent itself: never stopped
  'hint-only', // the evidence is too weak to stop anything
  'not-for-this-device',
  'unknown-feature', // this agent is too old for the ban
  'unreadable-ban',
  'fact-unknown',
  'not-found',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];
