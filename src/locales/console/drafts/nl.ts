import type { DraftsMessages } from './drafts-messages.ts';

/** Dutch. */
export const draftsNl: DraftsMessages = {
  'drafts.title': 'Concepten',
  'drafts.lead': 'Een concept verzamelt wijzigingen. Medewerkers merken niets tot het is gepubliceerd.',
  'drafts.none': 'Geen concepten',
  'drafts.new': 'Nieuw concept',
  'drafts.name': 'Titel',
  'drafts.open-ones': 'In bewerking',
  'drafts.closed-ones': 'Afgesloten',
  'drafts.state':
    '{state, select, open {Wordt geschreven} review {In beoordeling} approved {Goedgekeurd} published {Gepubliceerd} rejected {Afgewezen} other {Opgegeven}}',
  'drafts.changed-by': 'Gewijzigd door {name} op {at, date, moment}',
  'drafts.based-on': 'Gemaakt door {author}, op basis van uitgave {version}',
  'drafts.published-as': 'Gepubliceerd als uitgave {version}',
  'drafts.awaiting-signature':
    'De uitgave is gemaakt en wacht op de handtekening van de organisatie: “portvakt release sign”.',
  'drafts.changes': 'Wat er verandert',
  'drafts.changes.none': 'Er is nog niets gewijzigd.',
  'drafts.changes.unknown': 'De wijzigingen zijn pas te zien als de fouten zijn verholpen.',
  'drafts.change.ban':
    '{change, select, added {Nieuw verbod op {ban} in {unit}} removed {Verbod op {ban} in {unit} vervalt} other {Verbod op {ban} in {unit} verandert}}',
  'drafts.change.organisation': 'De instellingen van de organisatie veranderen',
  'drafts.faults': 'Fouten om te herstellen',
  'drafts.missing': 'Ontbrekende teksten',
  'drafts.missing.row':
    '{ban}: {field, select, why {waarom} instead {wat in plaats daarvan kan} other {meer lezen}} ontbreekt in het {languages}',
  'drafts.missing.allow': 'Toch publiceren. Wie het betreft, leest een andere taal.',
  'drafts.impact': 'Hoeveel pc’s het raakt',
  'drafts.impact.how':
    'De pc’s antwoorden per app met ja of nee, met wat toevallige ruis, zodat geen pc aan te wijzen is. Het staat in het logboek van de medewerker.',
  'drafts.impact.ask': 'De pc’s vragen',
  'drafts.impact.again': 'Opnieuw vragen',
  'drafts.impact.answered': '{answered} van {devices} pc’s hebben geantwoord',
  'drafts.impact.estimate': '{app}: ongeveer {devices} pc’s, plus of min {margin} ({share})',
  'drafts.impact.too-few': 'Onder de 100 pc’s wordt niets gevraagd: een schatting zou personen aanwijzen.',
  'drafts.impact.no-apps': 'Het concept voegt geen verboden op apps uit de catalogus toe en wijzigt er geen.',
  'drafts.review': 'Beoordeling',
  'drafts.review.needed': 'Iemand anders moet goedkeuren voor publicatie.',
  'drafts.review.own': 'Dit schreef je zelf. Iemand anders moet het beoordelen.',
  'drafts.review.row':
    '{as, select, reject {{by} wees het af op {at, date, moment}} other {{by} keurde het goed op {at, date, moment}}}',
  'drafts.review.past': 'over een eerdere tekst',
  'drafts.submit': 'Beoordeling vragen',
  'drafts.approve': 'Goedkeuren',
  'drafts.reject': 'Afwijzen',
  'drafts.publish': 'Publiceren',
  'drafts.publish.lead': 'Er wordt een ondertekende uitgave gemaakt die de pc’s meteen ophalen.',
  'drafts.publish.rings': 'Ring na ring, zoals de instellingen zeggen',
  'drafts.publish.everyone': 'Naar iedereen tegelijk',
  'drafts.publish.how': 'Hoe het de pc’s bereikt',
  'drafts.abandon': 'Concept opgeven',
  'drafts.abandon.lead': 'Het concept blijft leesbaar, maar is niet meer te wijzigen.',
  'drafts.files': 'De bestanden van het concept',
  'drafts.change.server': 'De instellingen van de server veranderen',
  'drafts.change.before': 'Was',
  'drafts.change.after': 'Wordt',
};
