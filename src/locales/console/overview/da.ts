import type { OverviewMessages } from './overview-messages.ts';

/** Danish. */
export const overviewDa: OverviewMessages = {
  'overview.title': 'Overblik',
  'overview.today': 'Har brug for dig i dag',
  'overview.today.none': 'Intet venter på dig.',
  'overview.today.requests':
    '{count, plural, one {# ansøgning om undtagelse venter} other {# ansøgninger om undtagelse venter}}',
  'overview.today.half':
    '{count, plural, one {# ansøgning mangler den anden godkender} other {# ansøgninger mangler den anden godkender}}',
  'overview.today.drafts': '{count, plural, one {# kladde skal gennemgås} other {# kladder skal gennemgås}}',
  'overview.today.review-due':
    '{ban}: skal vurderes på ny inden for {days, plural, =0 {i dag} one {# dag} other {# dage}}',
  'overview.today.review-passed':
    '{ban}: fristen for ny vurdering udløb for {days, plural, one {# dag} other {# dage}} siden, og forbuddet er sænket et trin',
  'overview.today.halted': 'Udrulningen af udgave {version} er standset',
  'overview.today.packs':
    '{count, plural, one {# forbudspakke venter på svar} other {# forbudspakker venter på svar}}',
  'overview.today.awaiting':
    '{count, plural, one {# pc venter på godkendelse} other {# pc’er venter på godkendelse}}',
  'overview.today.silent':
    '{count, plural, one {# pc har ikke meldt sig} other {# pc’er har ikke meldt sig}} i 14 dage',
  'overview.today.expiring':
    '{count, plural, one {# undtagelse udløber} other {# undtagelser udløber}} inden for syv dage',
  'overview.today.retention': 'Gamle data blev ikke slettet som planlagt',
  'overview.fleet': 'Omfang',
  'overview.fleet.devices': 'Pc’er i brug',
  'overview.fleet.connected': 'Tilsluttet nu',
  'overview.fleet.release': 'Udrulning',
  'overview.fleet.running': 'Udgave {version} er på vej ud',
  'overview.fleet.halted': 'Udgave {version} er standset',
  'overview.fleet.settled': 'Ingen udrulning i gang',
  'overview.phones': 'Telefoner og tablets er ikke dækket og tælles ikke.',
  'overview.banned': 'Forbudt nu',
  'overview.banned.all': 'Alle forbud',
  'overview.not-enforced': 'Ikke håndhævet overalt endnu',
  'overview.not-enforced.none': 'Alt, der skal spærres, spærres på de pc’er, der har meldt sig.',
  'overview.not-enforced.row':
    '{channel}: {devices, plural, one {# pc} other {# pc’er}} af {of} kan kun advare, melde eller ser intet',
  'overview.hits': 'Træf pr. dag, seneste 30 dage',
  'overview.hits.none': 'Ingen træf de seneste 30 dage.',
  'overview.hits.summary':
    '{total, plural, one {# træf} other {# træf}} i alt; flest den {day, date, long} ({most}).',
  'overview.hits.table': 'Vis som tabel',
  'overview.hits.day': 'Dag',
  'overview.hits.count': 'Træf',
  'overview.first.title': 'Ingen forbud endnu',
  'overview.first.body':
    'Vælg en app fra kataloget, sig hvorfor, og se, hvad medarbejderne får at læse, før du udgiver.',
};
