import type { OverviewMessages } from './overview-messages.ts';

/** Norwegian Bokmål. */
export const overviewNb: OverviewMessages = {
  'overview.title': 'Oversikt',
  'overview.today': 'Trenger deg i dag',
  'overview.today.none': 'Ingenting venter på deg.',
  'overview.today.requests':
    '{count, plural, one {# søknad om unntak venter} other {# søknader om unntak venter}}',
  'overview.today.half':
    '{count, plural, one {# søknad mangler den andre godkjenneren} other {# søknader mangler den andre godkjenneren}}',
  'overview.today.drafts': '{count, plural, one {# utkast skal vurderes} other {# utkast skal vurderes}}',
  'overview.today.review-due':
    '{ban}: skal vurderes på nytt innen {days, plural, =0 {i dag} one {# dag} other {# dager}}',
  'overview.today.review-passed':
    '{ban}: fristen for ny vurdering gikk ut for {days, plural, one {# dag} other {# dager}} siden, og forbudet er dempet ett trinn',
  'overview.today.halted': 'Utrullingen av utgave {version} er stanset',
  'overview.today.packs':
    '{count, plural, one {# forbudspakke venter på svar} other {# forbudspakker venter på svar}}',
  'overview.today.awaiting':
    '{count, plural, one {# PC venter på å bli godkjent} other {# PC-er venter på å bli godkjent}}',
  'overview.today.silent':
    '{count, plural, one {# PC har ikke meldt seg} other {# PC-er har ikke meldt seg}} på 14 dager',
  'overview.today.expiring': '{count, plural, one {# unntak går ut} other {# unntak går ut}} innen sju dager',
  'overview.today.retention': 'Gamle data ble ikke slettet som planlagt',
  'overview.fleet': 'Omfang',
  'overview.fleet.devices': 'PC-er i bruk',
  'overview.fleet.connected': 'Tilkoblet nå',
  'overview.fleet.release': 'Utrulling',
  'overview.fleet.running': 'Utgave {version} er på vei ut',
  'overview.fleet.halted': 'Utgave {version} er stanset',
  'overview.fleet.settled': 'Ingen utrulling pågår',
  'overview.phones': 'Telefoner og nettbrett dekkes ikke og telles ikke.',
  'overview.banned': 'Forbudt nå',
  'overview.banned.all': 'Alle forbud',
  'overview.not-enforced': 'Ikke håndhevet overalt ennå',
  'overview.not-enforced.none': 'Alt som skal sperres, sperres på de PC-ene som har meldt seg.',
  'overview.not-enforced.row':
    '{channel}: {devices, plural, one {# PC} other {# PC-er}} av {of} kan bare advare, melde eller ser ingenting',
  'overview.hits': 'Treff per dag, siste 30 dager',
  'overview.hits.none': 'Ingen treff de siste 30 dagene.',
  'overview.hits.summary':
    '{total, plural, one {# treff} other {# treff}} i alt; flest {day, date, long} ({most}).',
  'overview.hits.table': 'Vis som tabell',
  'overview.hits.day': 'Dag',
  'overview.hits.count': 'Treff',
  'overview.first.title': 'Ingen forbud ennå',
  'overview.first.body':
    'Velg en app fra katalogen, si hvorfor, og se hva de ansatte får lese, før du publiserer.',
};
