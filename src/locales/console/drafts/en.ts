import type { DraftsMessages } from './drafts-messages.ts';

/** English. */
export const draftsEn: DraftsMessages = {
  'drafts.title': 'Drafts',
  'drafts.lead': 'A draft gathers changes. Employees notice nothing until it is published.',
  'drafts.none': 'No drafts',
  'drafts.new': 'New draft',
  'drafts.name': 'Title',
  'drafts.open-ones': 'In the works',
  'drafts.closed-ones': 'Closed',
  'drafts.state':
    '{state, select, open {Being written} review {In review} approved {Approved} published {Published} rejected {Rejected} other {Abandoned}}',
  'drafts.changed-by': 'Changed by {name} on {at, date, moment}',
  'drafts.based-on': 'Made by {author}, from version {version}',
  'drafts.published-as': 'Published as version {version}',
  'drafts.awaiting-signature':
    'The release is made and awaits the organisation’s signature: “portvakt release sign”.',
  'drafts.changes': 'What changes',
  'drafts.changes.none': 'Nothing has been changed yet.',
  'drafts.changes.unknown': 'The changes can be shown once the faults are corrected.',
  'drafts.change.ban':
    '{change, select, added {New ban on {ban} in {unit}} removed {The ban on {ban} in {unit} is lifted} other {The ban on {ban} in {unit} is changed}}',
  'drafts.change.organisation': 'The organisation’s settings change',
  'drafts.faults': 'Faults to be corrected',
  'drafts.missing': 'Missing texts',
  'drafts.missing.row':
    '{ban}: {field, select, why {why} instead {what can be used instead} other {further reading}} is missing in {languages}',
  'drafts.missing.allow': 'Publish all the same. The people concerned read another language.',
  'drafts.impact': 'How many it touches',
  'drafts.impact.how':
    'PCs answer yes or no for each app, with a little random noise, so that no PC can be singled out. It stands in the employee’s ledger.',
  'drafts.impact.ask': 'Ask the PCs',
  'drafts.impact.again': 'Ask again',
  'drafts.impact.answered': '{answered} of {devices} devices answered',
  'drafts.impact.estimate': '{app}: about {devices} PCs, plus or minus {margin} ({share})',
  'drafts.impact.too-few': 'Under 100 PCs nothing is asked: an estimate would point at people.',
  'drafts.impact.no-apps': 'The draft adds or changes no ban on an app of the catalogue.',
  'drafts.review': 'Review',
  'drafts.review.needed': 'Somebody else must approve before it can be published.',
  'drafts.review.own': 'You wrote this yourself. Somebody else must review it.',
  'drafts.review.row':
    '{as, select, reject {{by} rejected it on {at, date, moment}} other {{by} approved it on {at, date, moment}}}',
  'drafts.review.past': 'about an earlier text',
  'drafts.submit': 'Ask for a review',
  'drafts.approve': 'Approve',
  'drafts.reject': 'Reject',
  'drafts.publish': 'Publish',
  'drafts.publish.lead': 'A signed release is made, which the PCs fetch at once.',
  'drafts.publish.rings': 'Ring by ring, as the settings say',
  'drafts.publish.everyone': 'To everyone at once',
  'drafts.publish.how': 'How it reaches the PCs',
  'drafts.abandon': 'Abandon the draft',
  'drafts.abandon.lead': 'The draft stays readable, and can no longer be changed.',
  'drafts.files': 'The files of the draft',
  'drafts.change.server': 'The server’s settings change',
  'drafts.change.before': 'Before',
  'drafts.change.after': 'After',
};
