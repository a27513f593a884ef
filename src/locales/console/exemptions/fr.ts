import type { ExemptionsMessages } from './exemptions-messages.ts';

/** French. */
export const exemptionsFr: ExemptionsMessages = {
  'exemptions.title': 'Dérogations',
};
