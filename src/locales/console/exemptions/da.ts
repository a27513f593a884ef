import type { ExemptionsMessages } from './exemptions-messages.ts';

/** Danish. */
export const exemptionsDa: ExemptionsMessages = {
  'exemptions.title': 'Undtagelser',
};
