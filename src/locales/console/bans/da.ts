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
  'bans.adoption':
    '{as, select, declined {{unit} følger det ikke: {reason}} other {{unit} følger det også: {reason}}}',
  'bans.show-devices': 'Vis pc’erne',
  'bans.new.lead':
    'Søg efter appen. Ét forbud dækker alle veje til en pc: program, butik, bærbar kopi, afarter, webapp og websted.',
  'bans.new.search': 'App, der søges',
  'bans.new.search.hint': 'Navn, udgiver eller art, for eksempel »tel«',
  'bans.new.found': '{count, plural, =0 {Ingen apps fundet} one {# app fundet} other {# apps fundet}}',
  'bans.new.none':
    'Appen er ikke i kataloget. Den kan forbydes med egne kendetegn i en regelfil: »portvakt policy --help«.',
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
};
