import type { OverviewMessages } from './overview-messages.ts';

/** Swedish. */
export const overviewSv: OverviewMessages = {
  'overview.title': 'Översikt',
  'overview.today': 'Behöver dig i dag',
  'overview.today.none': 'Inget väntar på dig.',
  'overview.today.requests':
    '{count, plural, one {# ansökan om undantag väntar} other {# ansökningar om undantag väntar}}',
  'overview.today.half':
    '{count, plural, one {# ansökan saknar den andra godkännaren} other {# ansökningar saknar den andra godkännaren}}',
  'overview.today.drafts': '{count, plural, one {# utkast ska granskas} other {# utkast ska granskas}}',
  'overview.today.review-due':
    '{ban}: ska omprövas inom {days, plural, =0 {dagen} one {# dag} other {# dagar}}',
  'overview.today.review-passed':
    '{ban}: fristen för omprövning gick ut för {days, plural, one {# dag} other {# dagar}} sedan, och förbudet har sänkts ett steg',
  'overview.today.halted': 'Utrullningen av utgåva {version} har stoppats',
  'overview.today.packs':
    '{count, plural, one {# förbudspaket väntar på svar} other {# förbudspaket väntar på svar}}',
  'overview.today.awaiting':
    '{count, plural, one {# dator väntar på godkännande} other {# datorer väntar på godkännande}}',
  'overview.today.silent':
    '{count, plural, one {# dator har inte hört av sig} other {# datorer har inte hört av sig}} på 14 dagar',
  'overview.today.expiring':
    '{count, plural, one {# undantag går ut} other {# undantag går ut}} inom sju dagar',
  'overview.today.retention': 'Gamla data raderades inte som planerat',
  'overview.fleet': 'Omfattning',
  'overview.fleet.devices': 'Datorer i bruk',
  'overview.fleet.connected': 'Anslutna nu',
  'overview.fleet.release': 'Utrullning',
  'overview.fleet.running': 'Utgåva {version} är på väg ut',
  'overview.fleet.halted': 'Utgåva {version} är stoppad',
  'overview.fleet.settled': 'Ingen utrullning pågår',
  'overview.phones': 'Telefoner och surfplattor omfattas inte och räknas inte.',
  'overview.banned': 'Förbjudet nu',
  'overview.banned.all': 'Alla förbud',
  'overview.not-enforced': 'Inte upprätthållet överallt än',
  'overview.not-enforced.none': 'Allt som ska spärras spärras på de datorer som har hört av sig.',
  'overview.not-enforced.row':
    '{channel}: {devices, plural, one {# dator} other {# datorer}} av {of} kan bara varna, rapportera eller ser ingenting',
  'overview.hits': 'Träffar per dag, senaste 30 dagarna',
  'overview.hits.none': 'Inga träffar de senaste 30 dagarna.',
  'overview.hits.summary':
    '{total, plural, one {# träff} other {# träffar}} totalt; flest {day, date, long} ({most}).',
  'overview.hits.table': 'Visa som tabell',
  'overview.hits.day': 'Dag',
  'overview.hits.count': 'Träffar',
  'overview.first.title': 'Inga förbud än',
  'overview.first.body':
    'Välj en app ur katalogen, säg varför och se vad de anställda får läsa innan du publicerar.',
};
