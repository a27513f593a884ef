import type { BansMessages } from './bans-messages.ts';

/** English. */
export const bansEn: BansMessages = {
  'bans.title': 'Bans',
  'bans.new': 'New ban',
  'bans.search': 'Search the bans',
  'bans.none-found': 'No ban matches the search.',
  'bans.col.ban': 'Ban',
  'bans.col.today': 'Today',
  'bans.col.written': 'As decided',
  'bans.col.review': 'Review',
  'bans.col.coverage': 'Enforcement',
  'bans.review.in': 'in {days, plural, one {# day} other {# days}}',
  'bans.review.passed': '{days, plural, one {# day} other {# days}} ago',
  'bans.coverage.enforced': '{enforced} of {devices} PCs',
  'bans.coverage.none': 'No PC has told of it yet',
  'bans.pack': 'From the pack {pack}',
  'bans.change': 'Change',
  'bans.takes-draft': 'Changes are made in a draft, and hold only once the draft is published.',
  'bans.remove': 'Lift the ban',
  'bans.draft-title':
    '{change, select, add {Ban {ban}} remove {Lift the ban on {ban}} other {Change the ban on {ban}}}',
  'bans.terms': 'What the ban says',
  'bans.adoptions': 'Answers of units below',
  'bans.show-devices': 'Show the PCs',
  'bans.new.lead':
    'Search for the app. One ban covers every way to a PC: program, store, portable copy, forks, web app and web site.',
  'bans.new.search': 'App',
  'bans.new.search.hint': 'Name, vendor or kind, for example “tel”',
  'bans.new.found': '{count, plural, =0 {No apps found} one {# app found} other {# apps found}}',
  'bans.new.none': 'The app is not in the catalogue.',
  'bans.new.forks': 'Known forks, covered too',
  'bans.new.fork-of': 'Fork of {app}',
  'bans.new.advice': 'What others say',
  'bans.new.advice.level':
    '{level, select, ban {Ban} remove {Should be removed} warn {Warning} advise {Advice} accept {Accepted} other {Mention}}',
  'bans.new.choose': 'Choose {app}',
  'bans.new.chosen': 'Chosen',
  'bans.new.unchoose': 'Take {app} out',
  'bans.new.owner': 'Unit that owns the ban',
  'bans.new.draft': 'Draft',
  'bans.new.draft.new': 'A new draft',
  'bans.new.add': '{count, plural, one {Write the ban} other {Write # bans}}',
  'bans.new.choose-first': 'Choose at least one app.',
  'bans.default-why': '{organisation} has decided that {app} is not to be used on work PCs.',
  'bans.answer': 'Answer',
  'bans.answer.lead':
    'The ban is only recommended. The answer goes into a draft; units further down can make it stricter, never weaker.',
  'bans.answer.choice':
    '{choice, select, same {Adopt it as it is} stricter {Adopt it, but stricter} weaker {Adopt it, but weaker} declined {Decline it} other {Take the answer back}}',
  'bans.answer.given':
    '{choice, select, same {Adopted as it is} stricter {Adopted, stricter} weaker {Adopted, weaker} other {Declined}}',
  'bans.answer.declined': 'The ban has no effect in this unit.',
  'bans.answer.withdrawn': 'The ban only informs, until the unit answers anew.',
  'bans.answer.unanswered':
    '{count, plural, one {# unit has not answered. There the ban only informs.} other {# units have not answered. There the ban only informs.}}',
  'bans.answer.wanted': '{unit} has not answered yet',
  'bans.answer.title': 'Answer of {unit} to the ban on {ban}',
  'bans.new.own': 'Describe an app that the catalogue does not know',
  'bans.new.own.lead': 'Say by what it is recognised on a PC. More signs can be added in the editor.',
};
