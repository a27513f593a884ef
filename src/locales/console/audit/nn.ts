import type { AuditMessages } from './audit-messages.ts';

/** Norwegian Nynorsk. */
export const auditNn: AuditMessages = {
  'audit.title': 'Revisjonslogg',
  'audit.lead': 'Kva operatørar har gjort og sett på. Kvar oppføring er kjeda til den førre.',
  'audit.intact': 'Kjeda held for alt som blir vist.',
  'audit.broken':
    'Kjeda er broten: oppføringar er endra eller fjerna utanom Portvakt. Samanlikn med ein eldre eksport eller reservekopi.',
  'audit.operator': 'Operatør',
  'audit.action': 'Handling',
  'audit.subject': 'Gjeld',
  'audit.when': 'Når',
  'audit.body': 'Kva som vart bede om',
  'audit.body.erased': 'sletta; kjeda held over sjekksummen',
  'audit.body.none': 'ikkje noko meir',
  'audit.from': 'Frå og med',
  'audit.to': 'Til og med',
  'audit.show': 'Vis',
  'audit.none': 'Ingenting er gjort i denne perioden',
  'audit.found': '{n, plural, one {# oppføring, nyaste først} other {# oppføringar, nyaste først}}',
  'audit.export.csv': 'Eksporter som CSV',
  'audit.export.ndjson': 'Eksporter som NDJSON',
  'audit.older': 'Vis eldre',
};
