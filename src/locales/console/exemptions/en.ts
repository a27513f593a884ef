import type { ExemptionsMessages } from './exemptions-messages.ts';

/** English. */
export const exemptionsEn: ExemptionsMessages = {
  'exemptions.title': 'Exemptions',
};
