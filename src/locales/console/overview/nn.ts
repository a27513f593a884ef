import type { OverviewMessages } from './overview-messages.ts';

/** Norwegian Nynorsk. */
export const overviewNn: OverviewMessages = {
  'overview.title': 'Oversyn',
  'overview.today': 'Treng deg i dag',
  'overview.today.none': 'Ingenting ventar på deg.',
  'overview.today.requests':
    '{count, plural, one {# søknad om unntak ventar} other {# søknader om unntak ventar}}',
  'overview.today.half':
    '{count, plural, one {# søknad manglar den andre godkjennaren} other {# søknader manglar den andre godkjennaren}}',
  'overview.today.drafts': '{count, plural, one {# utkast skal vurderast} other {# utkast skal vurderast}}',
  'overview.today.review-due':
    '{ban}: skal vurderast på nytt innan {days, plural, =0 {i dag} one {# dag} other {# dagar}}',
  'overview.today.review-passed':
    '{ban}: fristen for ny vurdering gjekk ut for {days, plural, one {# dag} other {# dagar}} sidan, og forbodet er dempa eitt steg',
  'overview.today.halted': 'Utrullinga av utgåve {version} er stansa',
  'overview.today.packs':
    '{count, plural, one {# forbodspakke ventar på svar} other {# forbodspakkar ventar på svar}}',
  'overview.today.awaiting':
    '{count, plural, one {# PC ventar på å bli godkjend} other {# PC-ar ventar på å bli godkjende}}',
  'overview.today.silent':
    '{count, plural, one {# PC har ikkje meldt seg} other {# PC-ar har ikkje meldt seg}} på 14 dagar',
  'overview.today.expiring': '{count, plural, one {# unntak går ut} other {# unntak går ut}} innan sju dagar',
  'overview.today.retention': 'Gamle data vart ikkje sletta som planlagt',
  'overview.fleet': 'Omfang av PC-ar',
  'overview.fleet.devices': 'PC-ar i bruk',
  'overview.fleet.connected': 'Tilkopla no',
  'overview.fleet.release': 'Utrulling av reglar',
  'overview.fleet.running': 'Utgåve {version} er på veg ut',
  'overview.fleet.halted': 'Utgåve {version} er stansa',
  'overview.fleet.settled': 'Inga utrulling går no',
  'overview.phones': 'Telefonar og nettbrett er ikkje dekte og blir ikkje talde.',
  'overview.banned': 'Forbode no',
  'overview.banned.all': 'Alle forboda',
  'overview.not-enforced': 'Ikkje handheva overalt enno',
  'overview.not-enforced.none': 'Alt som skal sperrast, blir sperra på dei PC-ane som har meldt seg.',
  'overview.not-enforced.row':
    '{channel}: {devices, plural, one {# PC} other {# PC-ar}} av {of} kan berre åtvare, melde eller ser ingenting',
  'overview.hits': 'Treff per dag, siste 30 dagar',
  'overview.hits.none': 'Ingen treff dei siste 30 dagane.',
  'overview.hits.summary':
    '{total, plural, one {# treff} other {# treff}} i alt; flest var det {day, date, long} ({most}).',
  'overview.hits.table': 'Vis som ein tabell',
  'overview.hits.day': 'Dagen',
  'overview.hits.count': 'Treff i alt',
  'overview.first.title': 'Ingen forbod enno',
  'overview.first.body':
    'Vel ein app frå katalogen, sei kvifor, og sjå kva dei tilsette får lese, før du publiserer.',
};
