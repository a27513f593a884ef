import type { OverviewMessages } from './overview-messages.ts';

/** German. */
export const overviewDe: OverviewMessages = {
  'overview.title': 'Übersicht',
  'overview.today': 'Heute zu tun',
  'overview.today.none': 'Nichts wartet auf Sie.',
  'overview.today.requests':
    '{count, plural, one {# Antrag auf eine Ausnahme wartet} other {# Anträge auf Ausnahmen warten}}',
  'overview.today.half':
    '{count, plural, one {# Antrag braucht noch die zweite Freigabe} other {# Anträge brauchen noch die zweite Freigabe}}',
  'overview.today.drafts': '{count, plural, one {# Entwurf ist zu prüfen} other {# Entwürfe sind zu prüfen}}',
  'overview.today.review-due':
    '{ban}: neu zu entscheiden {days, plural, =0 {heute} one {in # Tag} other {in # Tagen}}',
  'overview.today.review-passed':
    '{ban}: die Frist ist seit {days, plural, one {# Tag} other {# Tagen}} vorbei, das Verbot wirkt eine Stufe schwächer',
  'overview.today.halted': 'Die Verteilung von Fassung {version} ist angehalten',
  'overview.today.packs': '{count, plural, one {# Verbotspaket wartet} other {# Verbotspakete warten}}',
  'overview.today.awaiting':
    '{count, plural, one {# PC wartet auf Freigabe} other {# PCs warten auf Freigabe}}',
  'overview.today.silent':
    '{count, plural, one {# PC hat} other {# PCs haben}} sich seit 14 Tagen nicht gemeldet',
  'overview.today.expiring':
    '{count, plural, one {# Ausnahme endet} other {# Ausnahmen enden}} binnen sieben Tagen',
  'overview.today.retention': 'Alte Daten wurden nicht wie geplant gelöscht',
  'overview.fleet': 'Bestand',
  'overview.fleet.devices': 'Aktive PCs',
  'overview.fleet.connected': 'Jetzt verbunden',
  'overview.fleet.release': 'Verteilung',
  'overview.fleet.running': 'Fassung {version} wird verteilt',
  'overview.fleet.halted': 'Fassung {version} ist angehalten',
  'overview.fleet.settled': 'Keine im Gange',
  'overview.phones': 'Telefone und Tablets sind nicht erfasst und nicht mitgezählt.',
  'overview.banned': 'Derzeit verboten',
  'overview.banned.all': 'Alle Verbote',
  'overview.not-enforced': 'Noch nicht überall durchgesetzt',
  'overview.not-enforced.none':
    'Alles, was gesperrt sein soll, ist auf den PCs gesperrt, die sich gemeldet haben.',
  'overview.not-enforced.row':
    '{channel}: {devices, plural, one {# PC} other {# PCs}} von {of} nur mit Warnung oder Meldung, oder ohne Sicht',
  'overview.hits': 'Treffer pro Tag, letzte 30 Tage',
  'overview.hits.none': 'Keine Treffer in den letzten 30 Tagen.',
  'overview.hits.summary':
    '{total, plural, one {# Treffer} other {# Treffer}} insgesamt; die meisten am {day, date, long} ({most}).',
  'overview.hits.table': 'Als Tabelle zeigen',
  'overview.hits.day': 'Tag',
  'overview.hits.count': 'Treffer',
  'overview.first.title': 'Noch keine Verbote',
  'overview.first.body':
    'Wählen Sie eine App aus dem Katalog, nennen Sie den Grund und sehen Sie vor dem Veröffentlichen, was die Beschäftigten lesen.',
};
