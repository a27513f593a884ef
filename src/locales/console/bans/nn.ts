import type { BansMessages } from './bans-messages.ts';

/** Norwegian Nynorsk. */
export const bansNn: BansMessages = {
  'bans.title': 'Forbod',
  'bans.new': 'Nytt forbod',
  'bans.search': 'Søk i forboda',
  'bans.none-found': 'Ingen forbod passar til søket.',
  'bans.col.ban': 'Forbodet',
  'bans.col.today': 'Verkar i dag',
  'bans.col.written': 'Som vedteke',
  'bans.col.review': 'Ny vurdering innan',
  'bans.col.coverage': 'Handheving',
  'bans.review.in': 'om {days, plural, one {# dag} other {# dagar}}',
  'bans.review.passed': 'for {days, plural, one {# dag} other {# dagar}} sidan',
  'bans.coverage.enforced': '{enforced} av {devices} PC-ar',
  'bans.coverage.none': 'Ingen PC har meldt noko enno',
  'bans.pack': 'Frå pakken {pack}',
  'bans.change': 'Endre på dette',
  'bans.takes-draft': 'Endringar skjer i eit utkast, og gjeld først når utkastet er publisert.',
  'bans.remove': 'Opphev forbodet',
  'bans.draft-title':
    '{change, select, add {Forby {ban} her} remove {Opphev forbodet mot {ban}} other {Endre forbodet mot {ban}}}',
  'bans.terms': 'Kva forbodet seier',
  'bans.adoptions': 'Svar frå einingar under',
  'bans.show-devices': 'Vis PC-ane',
  'bans.new.lead':
    'Søk etter appen. Eitt forbod dekkjer alle vegane han når ein PC: program, butikk, flyttbar kopi, avartar, nettapp og nettstad.',
  'bans.new.search': 'Kva app',
  'bans.new.search.hint': 'Namn, utgjevar eller slag, til dømes «tel»',
  'bans.new.found': '{count, plural, =0 {Fann ingen appar} one {Fann # app} other {Fann # appar}}',
  'bans.new.none': 'Appen er ikkje i katalogen.',
  'bans.new.forks': 'Kjende avartar, som òg er dekte',
  'bans.new.fork-of': 'Avart som høyrer til {app}',
  'bans.new.advice': 'Kva andre seier (på engelsk)',
  'bans.new.advice.level':
    '{level, select, ban {Forbode} remove {Bør fjernast} warn {Åtvaring} advise {Råd til brukarar} accept {Godteke} other {Omtalt}}',
  'bans.new.choose': 'Vel {app}',
  'bans.new.chosen': 'Valde appar',
  'bans.new.unchoose': 'Ta bort {app} frå vala',
  'bans.new.owner': 'Eininga som eig forbodet',
  'bans.new.draft': 'Utkastet',
  'bans.new.draft.new': 'Eit nytt utkast',
  'bans.new.add': '{count, plural, one {Skriv forbodet} other {Skriv # forbod}}',
  'bans.new.choose-first': 'Vel minst éin app.',
  'bans.default-why': '{organisation} har bestemt at {app} ikkje skal brukast på PC-ar i arbeidet.',
  'bans.answer': 'Gi svar',
  'bans.answer.lead':
    'Forbodet er berre tilrådd. Svaret går inn i eit utkast; einingar lenger ned kan skjerpe det, aldri svekkje det.',
  'bans.answer.choice':
    '{choice, select, same {Følg det som det er no} stricter {Følg det, men strengare} weaker {Følg det, men mildare} declined {Følg det ikkje} other {Trekk svaret attende}}',
  'bans.answer.given':
    '{choice, select, same {Følgjer det som det er} stricter {Følgjer det, strengare} weaker {Følgjer det, mildare} other {Følgjer det ikkje}}',
  'bans.answer.declined': 'Forbodet verkar ikkje i denne eininga.',
  'bans.answer.withdrawn': 'Forbodet informerer berre, til eininga svarar på nytt.',
  'bans.answer.unanswered':
    '{count, plural, one {# eining har ikkje svara. Der informerer forbodet berre.} other {# einingar har ikkje svara. Der informerer forbodet berre.}}',
  'bans.answer.wanted': '{unit} har ikkje svara enno',
  'bans.answer.title': 'Svar frå {unit} på forbodet mot {ban}',
  'bans.new.own': 'Skildre ein app som katalogen ikkje kjenner',
  'bans.new.own.lead': 'Sei kva han blir kjend att på. Fleire kjenneteikn kan leggjast til i redigeringa.',
};
