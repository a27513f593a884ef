import type { AuditMessages } from './audit-messages.ts';

/** Dutch. */
export const auditNl: AuditMessages = {
  'audit.title': 'Controlelogboek',
  'audit.lead': 'Wat operators deden en bekeken. Elke regel is aan de vorige geketend.',
  'audit.intact': 'De keten klopt voor alles wat er staat.',
  'audit.broken':
    'De keten is verbroken: regels zijn buiten Portvakt om gewijzigd of verwijderd. Vergelijk met een oudere export of back-up.',
  'audit.operator': 'Operator',
  'audit.action': 'Handeling',
  'audit.subject': 'Betreft',
  'audit.when': 'Wanneer',
  'audit.body': 'Wat is gevraagd',
  'audit.body.erased': 'gewist; de keten klopt via de controlesom',
  'audit.body.none': 'verder niets',
  'audit.from': 'Vanaf',
  'audit.to': 'Tot en met',
  'audit.show': 'Tonen',
  'audit.none': 'In deze periode is niets gedaan',
  'audit.found': '{n, plural, one {# regel, nieuwste eerst} other {# regels, nieuwste eerst}}',
  'audit.export.csv': 'Exporteren als CSV',
  'audit.export.ndjson': 'Exporteren als NDJSON',
  'audit.older': 'Oudere tonen',
};
