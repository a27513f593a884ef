import type { OverviewMessages } from './overview-messages.ts';

/** Dutch. */
export const overviewNl: OverviewMessages = {
  'overview.title': 'Overzicht',
  'overview.today': 'Vraagt vandaag om jou',
  'overview.today.none': 'Er wacht niets op je.',
  'overview.today.requests':
    '{count, plural, one {# aanvraag voor een uitzondering wacht} other {# aanvragen voor een uitzondering wachten}}',
  'overview.today.half':
    '{count, plural, one {# aanvraag wacht op de tweede goedkeurder} other {# aanvragen wachten op de tweede goedkeurder}}',
  'overview.today.drafts':
    '{count, plural, one {# concept moet worden beoordeeld} other {# concepten moeten worden beoordeeld}}',
  'overview.today.review-due':
    '{ban}: opnieuw te beoordelen binnen {days, plural, =0 {vandaag} one {# dag} other {# dagen}}',
  'overview.today.review-passed':
    '{ban}: de termijn verstreek {days, plural, one {# dag} other {# dagen}} geleden, en het verbod is een stap zwakker',
  'overview.today.halted': 'De uitrol van uitgave {version} is gestopt',
  'overview.today.packs':
    '{count, plural, one {# verbodspakket wacht op antwoord} other {# verbodspakketten wachten op antwoord}}',
  'overview.today.awaiting':
    '{count, plural, one {# pc wacht op goedkeuring} other {# pc’s wachten op goedkeuring}}',
  'overview.today.silent':
    '{count, plural, one {# pc heeft zich} other {# pc’s hebben zich}} al 14 dagen niet gemeld',
  'overview.today.expiring':
    '{count, plural, one {# uitzondering verloopt} other {# uitzonderingen verlopen}} binnen zeven dagen',
  'overview.today.retention': 'Oude gegevens zijn niet volgens plan verwijderd',
  'overview.fleet': 'Bereik',
  'overview.fleet.devices': 'Pc’s in gebruik',
  'overview.fleet.connected': 'Nu verbonden',
  'overview.fleet.release': 'Uitrol',
  'overview.fleet.running': 'Uitgave {version} wordt uitgerold',
  'overview.fleet.halted': 'Uitgave {version} is gestopt',
  'overview.fleet.settled': 'Er loopt geen uitrol',
  'overview.phones': 'Telefoons en tablets vallen hierbuiten en tellen niet mee.',
  'overview.banned': 'Nu verboden',
  'overview.banned.all': 'Alle verboden',
  'overview.not-enforced': 'Nog niet overal gehandhaafd',
  'overview.not-enforced.none':
    'Alles wat geblokkeerd moet worden, wordt geblokkeerd op de pc’s die zich hebben gemeld.',
  'overview.not-enforced.row':
    '{channel}: {devices, plural, one {# pc} other {# pc’s}} van {of} kan alleen waarschuwen, melden of ziet niets',
  'overview.hits': 'Treffers per dag, laatste 30 dagen',
  'overview.hits.none': 'Geen treffers in de laatste 30 dagen.',
  'overview.hits.summary':
    '{total, plural, one {# treffer} other {# treffers}} in totaal; de meeste op {day, date, long} ({most}).',
  'overview.hits.table': 'Als tabel tonen',
  'overview.hits.day': 'Dag',
  'overview.hits.count': 'Treffers',
  'overview.first.title': 'Nog geen verboden',
  'overview.first.body':
    'Kies een app uit de catalogus, zeg waarom, en bekijk wat medewerkers lezen voordat je publiceert.',
};
