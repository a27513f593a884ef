import type { AuditMessages } from './audit-messages.ts';

/** Swedish. */
export const auditSv: AuditMessages = {
  'audit.title': 'Granskningslogg',
  'audit.lead': 'Vad operatörer har gjort och tittat på. Varje post är kedjad till den förra.',
  'audit.intact': 'Kedjan håller för allt som visas.',
  'audit.broken':
    'Kedjan är bruten: poster har ändrats eller tagits bort utanför Portvakt. Jämför med en äldre export eller säkerhetskopia.',
  'audit.operator': 'Operatör',
  'audit.action': 'Åtgärd',
  'audit.subject': 'Gäller',
  'audit.when': 'När',
  'audit.body': 'Vad som begärdes',
  'audit.body.erased': 'raderat; kedjan håller över kontrollsumman',
  'audit.body.none': 'inget mer',
  'audit.from': 'Från och med',
  'audit.to': 'Till och med',
  'audit.show': 'Visa',
  'audit.none': 'Inget har gjorts under perioden',
  'audit.found': '{n, plural, one {# post, nyast först} other {# poster, nyast först}}',
  'audit.export.csv': 'Exportera som CSV',
  'audit.export.ndjson': 'Exportera som NDJSON',
  'audit.older': 'Visa äldre',
};
