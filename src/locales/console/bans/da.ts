import type { BansMessages } from './bans-messages.ts';

/** Danish. */
export const bansDa: BansMessages = {
  'bans.title': 'Forbud',
  'bans.new': 'Nyt forbud',
  'bans.search': 'Søg i forbuddene',
  'bans.none-found': 'Ingen forbud passer til søgningen.',
  'bans.col.ban': 'Forbud',
  'bans.col.today': 'Virker i dag',
  'bans.col.written': 'Som besluttet',
  'bans.col.review': 'Ny vurdering',
  'bans.col.coverage': 'Håndhævelse',
  'bans.review.in': 'om {days, plural, one {# dag} other {# dage}}',
  'bans.review.passed': 'for {days, plural, one {# dag} other {# dage}} siden',
  'bans.coverage.enforced': '{enforced} af {devices} pc’er',
  'bans.coverage.none': 'Ingen pc har meldt noget endnu',
  'bans.pack': 'Fra pakken {pack}',
  'bans.change': 'Ret',
  'bans.takes-draft': 'Ændringer sker i en kladde og gælder først, når kladden er udgivet.',
  'bans.remove': 'Ophæv forbuddet',
  'bans.draft-title':
    '{change, select, add {Forbyd {ban}} remove {Ophæv forbuddet mod {ban}} other {Ret forbuddet mod {ban}}}',
  'bans.terms': 'Hvad forbuddet siger',
  'bans.adoptions': 'Svar fra enheder under',
  'bans.show-devices': 'Vis pc’erne',
  'bans.new.lead':
    'Søg efter appen. Ét forbud dækker alle veje til en pc: program, butik, bærbar kopi, afarter, webapp og websted.',
  'bans.new.search': 'App, der søges',
  'bans.new.search.hint': 'Navn, udgiver eller art, for eksempel »tel«',
  'bans.new.found': '{count, plural, =0 {Ingen apps fundet} one {# app fundet} other {# apps fundet}}',
  'bans.new.none': 'Appen er ikke i kataloget.',
  'bans.new.forks': 'Kendte afarter, som også dækkes',
  'bans.new.fork-of': 'Afart af {app}',
  'bans.new.advice': 'Hvad andre siger (på engelsk)',
  'bans.new.advice.level':
    '{level, select, ban {Forbud} remove {Bør fjernes} warn {Advarsel} advise {Råd} accept {Accepteret} other {Omtale}}',
  'bans.new.choose': 'Vælg {app}',
  'bans.new.chosen': 'Valgt',
  'bans.new.unchoose': 'Fjern {app}',
  'bans.new.owner': 'Enheden, der ejer forbuddet',
  'bans.new.draft': 'Kladde',
  'bans.new.draft.new': 'Ny kladde',
  'bans.new.add': '{count, plural, one {Skriv forbuddet} other {Skriv # forbud}}',
  'bans.new.choose-first': 'Vælg mindst én app.',
  'bans.default-why': '{organisation} har besluttet, at {app} ikke skal bruges på pc’er i arbejdet.',
  'bans.answer': 'Svar på det',
  'bans.answer.lead':
    'Forbuddet er kun anbefalet. Svaret går ind i en kladde; enheder længere nede kan skærpe det, aldrig svække det.',
  'bans.answer.choice':
    '{choice, select, same {Følg det, som det er} stricter {Følg det, men strengere} weaker {Følg det, men mildere} declined {Følg det ikke} other {Træk svaret tilbage}}',
  'bans.answer.given':
    '{choice, select, same {Følger det, som det er} stricter {Følger det, strengere} weaker {Følger det, mildere} other {Følger det ikke}}',
  'bans.answer.declined': 'Forbuddet virker ikke i denne enhed.',
  'bans.answer.withdrawn': 'Forbuddet oplyser kun, indtil enheden svarer på ny.',
  'bans.answer.unanswered':
    '{count, plural, one {# enhed har ikke svaret. Der oplyser forbuddet kun.} other {# enheder har ikke svaret. Der oplyser forbuddet kun.}}',
  'bans.answer.wanted': '{unit} har ikke svaret endnu',
  'bans.answer.title': 'Svar fra {unit} på forbuddet mod {ban}',
  'bans.new.own': 'Beskriv en app, som kataloget ikke kender',
  'bans.new.own.lead': 'Sig, hvad den kendes på. Flere kendetegn kan tilføjes i redigeringen.',
};
