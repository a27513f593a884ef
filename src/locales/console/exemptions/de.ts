import type { ExemptionsMessages } from './exemptions-messages.ts';

/** German. */
export const exemptionsDe: ExemptionsMessages = {
  'exemptions.title': 'Ausnahmen',
};
