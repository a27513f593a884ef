import type { BansMessages } from './bans-messages.ts';

/** Norwegian Bokmål. */
export const bansNb: BansMessages = {
  'bans.title': 'Forbud',
  'bans.new': 'Nytt forbud',
  'bans.search': 'Søk i forbudene',
  'bans.none-found': 'Ingen forbud passer til søket.',
  'bans.col.ban': 'Forbud',
  'bans.col.today': 'Virker i dag',
  'bans.col.written': 'Som vedtatt',
  'bans.col.review': 'Ny vurdering',
  'bans.col.coverage': 'Håndheving',
  'bans.review.in': 'om {days, plural, one {# dag} other {# dager}}',
  'bans.review.passed': 'for {days, plural, one {# dag} other {# dager}} siden',
  'bans.coverage.enforced': '{enforced} av {devices} PC-er',
  'bans.coverage.none': 'Ingen PC har meldt noe ennå',
  'bans.pack': 'Fra pakken {pack}',
  'bans.change': 'Endre',
  'bans.takes-draft': 'Endringer skjer i et utkast, og gjelder først når utkastet er publisert.',
  'bans.remove': 'Opphev forbudet',
  'bans.draft-title':
    '{change, select, add {Forby {ban}} remove {Opphev forbudet mot {ban}} other {Endre forbudet mot {ban}}}',
  'bans.terms': 'Hva forbudet sier',
  'bans.adoptions': 'Svar fra enheter under',
  'bans.show-devices': 'Vis PC-ene',
  'bans.new.lead':
    'Søk etter appen. Ett forbud dekker alle veiene den når en PC: program, butikk, flyttbar kopi, avarter, nettapp og nettsted.',
  'bans.new.search': 'App',
  'bans.new.search.hint': 'Navn, utgiver eller slag, for eksempel «tel»',
  'bans.new.found': '{count, plural, =0 {Ingen apper funnet} one {# app funnet} other {# apper funnet}}',
  'bans.new.none': 'Appen er ikke i katalogen.',
  'bans.new.forks': 'Kjente avarter, som også dekkes',
  'bans.new.fork-of': 'Avart av {app}',
  'bans.new.advice': 'Hva andre sier (på engelsk)',
  'bans.new.advice.level':
    '{level, select, ban {Forbud} remove {Bør fjernes} warn {Advarsel} advise {Råd} accept {Godtas} other {Omtale}}',
  'bans.new.choose': 'Velg {app}',
  'bans.new.chosen': 'Valgt',
  'bans.new.unchoose': 'Ta bort {app}',
  'bans.new.owner': 'Enheten som eier forbudet',
  'bans.new.draft': 'Utkast',
  'bans.new.draft.new': 'Nytt utkast',
  'bans.new.add': '{count, plural, one {Skriv forbudet} other {Skriv # forbud}}',
  'bans.new.choose-first': 'Velg minst én app.',
  'bans.default-why': '{organisation} har bestemt at {app} ikke skal brukes på PC-er i arbeidet.',
  'bans.answer': 'Svar',
  'bans.answer.lead':
    'Forbudet er bare anbefalt. Svaret går inn i et utkast; enheter lenger ned kan skjerpe det, aldri svekke det.',
  'bans.answer.choice':
    '{choice, select, same {Følg det som det er} stricter {Følg det, men strengere} weaker {Følg det, men mildere} declined {Følg det ikke} other {Trekk svaret tilbake}}',
  'bans.answer.given':
    '{choice, select, same {Følger det som det er} stricter {Følger det, strengere} weaker {Følger det, mildere} other {Følger det ikke}}',
  'bans.answer.declined': 'Forbudet virker ikke i denne enheten.',
  'bans.answer.withdrawn': 'Forbudet informerer bare, til enheten svarer på nytt.',
  'bans.answer.unanswered':
    '{count, plural, one {# enhet har ikke svart. Der informerer forbudet bare.} other {# enheter har ikke svart. Der informerer forbudet bare.}}',
  'bans.answer.wanted': '{unit} har ikke svart ennå',
  'bans.answer.title': 'Svar fra {unit} på forbudet mot {ban}',
  'bans.new.own': 'Beskriv en app som katalogen ikke kjenner',
  'bans.new.own.lead': 'Si hva den kjennes igjen på. Flere kjennetegn kan legges til i redigeringen.',
};
