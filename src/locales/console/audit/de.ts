import type { AuditMessages } from './audit-messages.ts';

/** German. */
export const auditDe: AuditMessages = {
  'audit.title': 'Prüfprotokoll',
  'audit.lead': 'Was die IT getan und angesehen hat. Jeder Eintrag ist mit dem vorigen verkettet.',
  'audit.intact': 'Die Kette hält für alles Gezeigte.',
  'audit.broken':
    'Die Kette ist gebrochen: Einträge wurden außerhalb von Portvakt geändert oder entfernt. Vergleichen Sie mit einem älteren Export oder einer Sicherung.',
  'audit.operator': 'Person',
  'audit.action': 'Handlung',
  'audit.subject': 'Gegenstand',
  'audit.when': 'Wann',
  'audit.body': 'Was verlangt wurde',
  'audit.body.erased': 'gelöscht; die Kette hält über die Prüfsumme',
  'audit.body.none': 'nichts weiter',
  'audit.from': 'Von',
  'audit.to': 'Bis',
  'audit.show': 'Anzeigen',
  'audit.none': 'In diesem Zeitraum wurde nichts getan',
  'audit.found': '{n, plural, one {# Eintrag, neueste zuerst} other {# Einträge, neueste zuerst}}',
  'audit.export.csv': 'Als CSV exportieren',
  'audit.export.ndjson': 'Als NDJSON exportieren',
  'audit.older': 'Ältere zeigen',
};
