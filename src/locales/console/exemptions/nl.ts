import type { ExemptionsMessages } from './exemptions-messages.ts';

/** Dutch. */
export const exemptionsNl: ExemptionsMessages = {
  'exemptions.title': 'Uitzonderingen',
};
