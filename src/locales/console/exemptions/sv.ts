import type { ExemptionsMessages } from './exemptions-messages.ts';

/** Swedish. */
export const exemptionsSv: ExemptionsMessages = {
  'exemptions.title': 'Undantag',
};
