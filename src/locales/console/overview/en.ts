import type { OverviewMessages } from './overview-messages.ts';

/** English. */
export const overviewEn: OverviewMessages = {
  'overview.title': 'Overview',
  'overview.today': 'Needs you today',
  'overview.today.none': 'Nothing is waiting for you.',
  'overview.today.requests':
    '{count, plural, one {# exemption request is waiting} other {# exemption requests are waiting}}',
  'overview.today.half':
    '{count, plural, one {# request needs its second approver} other {# requests need their second approver}}',
  'overview.today.drafts':
    '{count, plural, one {# draft is to be reviewed} other {# drafts are to be reviewed}}',
  'overview.today.review-due':
    '{ban}: to be decided anew {days, plural, =0 {today} one {in # day} other {in # days}}',
  'overview.today.review-passed':
    '{ban}: its review date passed {days, plural, one {# day} other {# days}} ago, so it acts one step weaker',
  'overview.today.halted': 'The rollout of version {version} is halted',
  'overview.today.packs':
    '{count, plural, one {# ban pack is held for you} other {# ban packs are held for you}}',
  'overview.today.awaiting': '{count, plural, one {# PC awaits approval} other {# PCs await approval}}',
  'overview.today.silent': '{count, plural, one {# PC has} other {# PCs have}} been silent for 14 days',
  'overview.today.expiring':
    '{count, plural, one {# exemption ends} other {# exemptions end}} within seven days',
  'overview.today.retention': 'Old data was not deleted as planned',
  'overview.fleet': 'Fleet',
  'overview.fleet.devices': 'Active PCs',
  'overview.fleet.connected': 'Connected now',
  'overview.fleet.release': 'Rollout',
  'overview.fleet.running': 'Version {version} is under way',
  'overview.fleet.halted': 'Version {version} is halted',
  'overview.fleet.settled': 'None under way',
  'overview.phones': 'Phones and tablets are not covered and not counted.',
  'overview.banned': 'Banned now',
  'overview.banned.all': 'All bans',
  'overview.not-enforced': 'Not enforced everywhere yet',
  'overview.not-enforced.none':
    'Everything that is to be blocked is blocked, on the PCs that have told of it.',
  'overview.not-enforced.row':
    '{channel}: {devices, plural, one {# PC} other {# PCs}} of {of} can only warn, report, or see nothing',
  'overview.hits': 'Hits per day, last 30 days',
  'overview.hits.none': 'No hits in the last 30 days.',
  'overview.hits.summary':
    '{total, plural, one {# hit} other {# hits}} in all; most on {day, date, long} ({most}).',
  'overview.hits.table': 'Show as a table',
  'overview.hits.day': 'Day',
  'overview.hits.count': 'Hits',
  'overview.first.title': 'No bans yet',
  'overview.first.body':
    'Choose an app from the catalogue, say why, and see what employees will read before you publish.',
};
