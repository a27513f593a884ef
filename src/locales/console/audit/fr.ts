import type { AuditMessages } from './audit-messages.ts';

/** French. */
export const auditFr: AuditMessages = {
  'audit.title': 'Journal d’audit',
  'audit.lead': 'Ce que les opérateurs ont fait et consulté. Chaque entrée est liée à la précédente.',
  'audit.intact': 'La chaîne est intacte pour tout ce qui est affiché.',
  'audit.broken':
    'La chaîne est rompue : des entrées ont été modifiées ou supprimées hors de Portvakt. Comparez avec une exportation ou une sauvegarde plus ancienne.',
  'audit.operator': 'Opérateur',
  'audit.action': 'Action',
  'audit.subject': 'Objet',
  'audit.when': 'Quand',
  'audit.body': 'Ce qui a été demandé',
  'audit.body.erased': 'effacé ; la chaîne tient par l’empreinte',
  'audit.body.none': 'rien de plus',
  'audit.from': 'Du',
  'audit.to': 'Au',
  'audit.show': 'Afficher',
  'audit.none': 'Rien n’a été fait pendant cette période',
  'audit.found':
    '{n, plural, one {# entrée, la plus récente d’abord} other {# entrées, les plus récentes d’abord}}',
  'audit.export.csv': 'Exporter en CSV',
  'audit.export.ndjson': 'Exporter en NDJSON',
  'audit.older': 'Afficher les plus anciennes',
};
