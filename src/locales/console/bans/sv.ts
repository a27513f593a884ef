import type { BansMessages } from './bans-messages.ts';

/** Swedish. */
export const bansSv: BansMessages = {
  'bans.title': 'Förbud',
  'bans.new': 'Nytt förbud',
  'bans.search': 'Sök bland förbuden',
  'bans.none-found': 'Inga förbud matchar sökningen.',
  'bans.col.ban': 'Förbud',
  'bans.col.today': 'Verkar i dag',
  'bans.col.written': 'Som beslutat',
  'bans.col.review': 'Omprövning',
  'bans.col.coverage': 'Upprätthållande',
  'bans.review.in': 'om {days, plural, one {# dag} other {# dagar}}',
  'bans.review.passed': 'för {days, plural, one {# dag} other {# dagar}} sedan',
  'bans.coverage.enforced': '{enforced} av {devices} datorer',
  'bans.coverage.none': 'Ingen dator har rapporterat än',
  'bans.pack': 'Från paketet {pack}',
  'bans.change': 'Ändra',
  'bans.takes-draft': 'Ändringar görs i ett utkast och gäller först när utkastet är publicerat.',
  'bans.remove': 'Upphäv förbudet',
  'bans.draft-title':
    '{change, select, add {Förbjud {ban}} remove {Upphäv förbudet mot {ban}} other {Ändra förbudet mot {ban}}}',
  'bans.terms': 'Vad förbudet säger',
  'bans.adoptions': 'Svar från enheter under',
  'bans.show-devices': 'Visa datorerna',
  'bans.new.lead':
    'Sök efter appen. Ett förbud täcker alla vägar till en dator: program, butik, portabel kopia, avarter, webbapp och webbplats.',
  'bans.new.search': 'App att söka',
  'bans.new.search.hint': 'Namn, utgivare eller slag, till exempel ”tel”',
  'bans.new.found': '{count, plural, =0 {Inga appar hittades} one {# app hittades} other {# appar hittades}}',
  'bans.new.none': 'Appen finns inte i katalogen.',
  'bans.new.forks': 'Kända avarter, som också täcks',
  'bans.new.fork-of': 'Avart av {app}',
  'bans.new.advice': 'Vad andra säger (på engelska)',
  'bans.new.advice.level':
    '{level, select, ban {Förbud} remove {Bör tas bort} warn {Varning} advise {Råd} accept {Godtas} other {Omnämnande}}',
  'bans.new.choose': 'Välj {app}',
  'bans.new.chosen': 'Valda',
  'bans.new.unchoose': 'Ta bort {app}',
  'bans.new.owner': 'Enheten som äger förbudet',
  'bans.new.draft': 'Utkast',
  'bans.new.draft.new': 'Nytt utkast',
  'bans.new.add': '{count, plural, one {Skriv förbudet} other {Skriv # förbud}}',
  'bans.new.choose-first': 'Välj minst en app.',
  'bans.default-why': '{organisation} har beslutat att {app} inte ska användas på datorer i arbetet.',
  'bans.answer': 'Svara',
  'bans.answer.lead':
    'Förbudet är bara rekommenderat. Svaret läggs i ett utkast; enheter längre ned kan skärpa det, aldrig försvaga det.',
  'bans.answer.choice':
    '{choice, select, same {Följ det som det är} stricter {Följ det, men strängare} weaker {Följ det, men mildare} declined {Följ det inte} other {Ta tillbaka svaret}}',
  'bans.answer.given':
    '{choice, select, same {Följer det som det är} stricter {Följer det, strängare} weaker {Följer det, mildare} other {Följer det inte}}',
  'bans.answer.declined': 'Förbudet gäller inte i den här enheten.',
  'bans.answer.withdrawn': 'Förbudet upplyser bara, tills enheten svarar på nytt.',
  'bans.answer.unanswered':
    '{count, plural, one {# enhet har inte svarat. Där upplyser förbudet bara.} other {# enheter har inte svarat. Där upplyser förbudet bara.}}',
  'bans.answer.wanted': '{unit} har inte svarat än',
  'bans.answer.title': 'Svar från {unit} på förbudet mot {ban}',
  'bans.new.own': 'Beskriv en app som katalogen inte känner till',
  'bans.new.own.lead': 'Säg vad den känns igen på. Fler kännetecken kan läggas till i redigeringen.',
};
