import type { BansMessages } from './bans-messages.ts';

/** Dutch. */
export const bansNl: BansMessages = {
  'bans.title': 'Verboden',
  'bans.new': 'Nieuw verbod',
  'bans.search': 'Zoeken in de verboden',
  'bans.none-found': 'Geen verbod past bij deze zoekvraag.',
  'bans.col.ban': 'Verbod',
  'bans.col.today': 'Werking vandaag',
  'bans.col.written': 'Zoals besloten',
  'bans.col.review': 'Herbeoordeling',
  'bans.col.coverage': 'Handhaving',
  'bans.review.in': 'over {days, plural, one {# dag} other {# dagen}}',
  'bans.review.passed': '{days, plural, one {# dag} other {# dagen}} geleden',
  'bans.coverage.enforced': '{enforced} van {devices} pc’s',
  'bans.coverage.none': 'Nog geen pc heeft iets gemeld',
  'bans.pack': 'Uit het pakket {pack}',
  'bans.change': 'Wijzigen',
  'bans.takes-draft': 'Wijzigingen maak je in een concept; ze gelden pas als het concept is gepubliceerd.',
  'bans.remove': 'Verbod opheffen',
  'bans.draft-title':
    '{change, select, add {{ban} verbieden} remove {Verbod op {ban} opheffen} other {Verbod op {ban} wijzigen}}',
  'bans.terms': 'Wat het verbod zegt',
  'bans.adoptions': 'Antwoorden van eenheden eronder',
  'bans.show-devices': 'Pc’s tonen',
  'bans.new.lead':
    'Zoek de app. Eén verbod geldt voor elke weg naar een pc: programma, winkel, draagbare kopie, afgeleide apps, webapp en website.',
  'bans.new.search': 'Welke app',
  'bans.new.search.hint': 'Naam, uitgever of soort, bijvoorbeeld “tel”',
  'bans.new.found': '{count, plural, =0 {Geen apps gevonden} one {# app gevonden} other {# apps gevonden}}',
  'bans.new.none': 'De app staat niet in de catalogus.',
  'bans.new.forks': 'Bekende afgeleide apps, ook verboden',
  'bans.new.fork-of': 'Afgeleid van {app}',
  'bans.new.advice': 'Wat anderen zeggen (in het Engels)',
  'bans.new.advice.level':
    '{level, select, ban {Verbod} remove {Beter verwijderen} warn {Waarschuwing} advise {Advies} accept {Aanvaard} other {Vermelding}}',
  'bans.new.choose': '{app} kiezen',
  'bans.new.chosen': 'Gekozen',
  'bans.new.unchoose': '{app} weghalen',
  'bans.new.owner': 'Eenheid die het verbod bezit',
  'bans.new.draft': 'Concept',
  'bans.new.draft.new': 'Nieuw concept',
  'bans.new.add': '{count, plural, one {Verbod schrijven} other {# verboden schrijven}}',
  'bans.new.choose-first': 'Kies minstens één app.',
  'bans.default-why': '{organisation} heeft besloten dat {app} niet op werk-pc’s wordt gebruikt.',
  'bans.answer': 'Antwoorden',
  'bans.answer.lead':
    'Het verbod is alleen aanbevolen. Het antwoord komt in een concept; eenheden daaronder kunnen het strenger maken, nooit zwakker.',
  'bans.answer.choice':
    '{choice, select, same {Volgen zoals het is} stricter {Volgen, maar strenger} weaker {Volgen, maar milder} declined {Niet volgen} other {Antwoord intrekken}}',
  'bans.answer.given':
    '{choice, select, same {Volgt het zoals het is} stricter {Volgt het, strenger} weaker {Volgt het, milder} other {Volgt het niet}}',
  'bans.answer.declined': 'Het verbod werkt niet in deze eenheid.',
  'bans.answer.withdrawn': 'Het verbod informeert alleen, tot de eenheid opnieuw antwoordt.',
  'bans.answer.unanswered':
    '{count, plural, one {# eenheid heeft niet geantwoord. Daar informeert het verbod alleen.} other {# eenheden hebben niet geantwoord. Daar informeert het verbod alleen.}}',
  'bans.answer.wanted': '{unit} heeft nog niet geantwoord',
  'bans.answer.title': 'Antwoord van {unit} op het verbod op {ban}',
  'bans.new.own': 'Beschrijf een app die de catalogus niet kent',
  'bans.new.own.lead': 'Zeg waaraan de app wordt herkend. Meer kenmerken kun je toevoegen in de bewerking.',
};
