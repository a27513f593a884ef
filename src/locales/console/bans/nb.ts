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
  'bans.adoption':
    '{as, select, declined {{unit} følger det ikke: {reason}} other {{unit} følger det: {reason}}}',
  'bans.show-devices': 'Vis PC-ene',
  'bans.new.lead':
    'Søk etter appen. Ett forbud dekker alle veiene den når en PC: program, butikk, flyttbar kopi, avarter, nettapp og nettsted.',
  'bans.new.search': 'App',
  'bans.new.search.hint': 'Navn, utgiver eller slag, for eksempel «tel»',
  'bans.new.found': '{count, plural, =0 {Ingen apper funnet} one {# app funnet} other {# apper funnet}}',
  'bans.new.none':
    'Appen er ikke i katalogen. Den kan forbys med egne kjennetegn i en regelfil: «portvakt policy --help».',
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
};
