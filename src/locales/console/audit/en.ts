import type { AuditMessages } from './audit-messages.ts';

/** English. */
export const auditEn: AuditMessages = {
  'audit.title': 'Audit',
  'audit.lead': 'What operators did and looked at. Each entry is chained to the one before it.',
  'audit.intact': 'The chain holds over what is shown.',
  'audit.broken':
    'The chain is broken: entries were changed or removed outside Portvakt. Compare with an older export or backup.',
  'audit.operator': 'Operator',
  'audit.action': 'Action',
  'audit.subject': 'Subject',
  'audit.when': 'When',
  'audit.body': 'What was asked for',
  'audit.body.erased': 'erased; the chain holds over its hash',
  'audit.body.none': 'nothing more',
  'audit.from': 'From',
  'audit.to': 'To',
  'audit.show': 'Show',
  'audit.none': 'Nothing was done in this period',
  'audit.found': '{n, plural, one {# entry, newest first} other {# entries, newest first}}',
  'audit.export.csv': 'Export as CSV',
  'audit.export.ndjson': 'Export as NDJSON',
  'audit.older': 'Show older',
};
