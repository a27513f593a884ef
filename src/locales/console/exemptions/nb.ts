import type { ExemptionsMessages } from './exemptions-messages.ts';

/** Norwegian Bokmål. */
export const exemptionsNb: ExemptionsMessages = {
  'exemptions.title': 'Unntak',
};
