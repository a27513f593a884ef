/** What the tray's window may ask its main process; `tray-window.ts` says what each takes and gives. */
export const windowVerbNames = [
  'load',
  'go',
  'acknowledge',
  'remind',
  'ask',
  'codeChallenge',
  'redeemCode',
  'removables',
  'remove',
  'ledger',
  'exportLedger',
  'read',
  'choose',
  'close',
] as const;
export type WindowVerb = (typeof windowVerbNames)[number];

/** The IPC channel of a verb, and the one on which the state is pushed. Kept apart from the schemas: the preload needs nothing else. */
export const verbChannel = (verb: WindowVerb): string => `portvakt:${verb}`;
export const stateChannel = 'portvakt:state';
