import type { ExemptionsMessages } from './exemptions-messages.ts';

/** Norwegian Nynorsk. */
export const exemptionsNn: ExemptionsMessages = {
  'exemptions.title': 'Unntak',
};
