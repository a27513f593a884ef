import type { AuditMessages } from './audit-messages.ts';

/** Danish. */
export const auditDa: AuditMessages = {
  'audit.title': 'Revisionslog',
  'audit.lead': 'Hvad operatører har gjort og set på. Hver post er kædet til den forrige.',
  'audit.intact': 'Kæden holder for alt det viste.',
  'audit.broken':
    'Kæden er brudt: poster er ændret eller fjernet uden om Portvakt. Sammenlign med en ældre eksport eller sikkerhedskopi.',
  'audit.operator': 'Operatør',
  'audit.action': 'Handling',
  'audit.subject': 'Vedrører',
  'audit.when': 'Hvornår',
  'audit.body': 'Hvad der blev bedt om',
  'audit.body.erased': 'slettet; kæden holder over kontrolsummen',
  'audit.body.none': 'intet mere',
  'audit.from': 'Fra og med',
  'audit.to': 'Til og med',
  'audit.show': 'Vis',
  'audit.none': 'Intet er gjort i denne periode',
  'audit.found': '{n, plural, one {# post, nyeste først} other {# poster, nyeste først}}',
  'audit.export.csv': 'Eksportér som CSV',
  'audit.export.ndjson': 'Eksportér som NDJSON',
  'audit.older': 'Vis ældre',
};
