import type { AuditMessages } from './audit-messages.ts';

/** Norwegian Bokmål. */
export const auditNb: AuditMessages = {
  'audit.title': 'Revisjonslogg',
  'audit.lead': 'Hva operatører har gjort og sett på. Hver oppføring er kjedet til den forrige.',
  'audit.intact': 'Kjeden holder for alt som vises.',
  'audit.broken':
    'Kjeden er brutt: oppføringer er endret eller fjernet utenom Portvakt. Sammenlign med en eldre eksport eller sikkerhetskopi.',
  'audit.operator': 'Operatør',
  'audit.action': 'Handling',
  'audit.subject': 'Gjelder',
  'audit.when': 'Når',
  'audit.body': 'Hva som ble bedt om',
  'audit.body.erased': 'slettet; kjeden holder over sjekksummen',
  'audit.body.none': 'ingenting mer',
  'audit.from': 'Fra og med',
  'audit.to': 'Til og med',
  'audit.show': 'Vis',
  'audit.none': 'Ingenting er gjort i denne perioden',
  'audit.found': '{n, plural, one {# oppføring, nyeste først} other {# oppføringer, nyeste først}}',
  'audit.export.csv': 'Eksporter som CSV',
  'audit.export.ndjson': 'Eksporter som NDJSON',
  'audit.older': 'Vis eldre',
};
