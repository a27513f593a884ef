import type { DraftsMessages } from './drafts-messages.ts';

/** Norwegian Bokmål. */
export const draftsNb: DraftsMessages = {
  'drafts.title': 'Utkast',
  'drafts.lead': 'Et utkast samler endringer. De ansatte merker ingenting før det er publisert.',
  'drafts.none': 'Ingen utkast',
  'drafts.new': 'Nytt utkast',
  'drafts.name': 'Tittel',
  'drafts.open-ones': 'Under arbeid',
  'drafts.closed-ones': 'Avsluttet',
  'drafts.state':
    '{state, select, open {Skrives} review {Til vurdering} approved {Godkjent} published {Publisert} rejected {Avvist} other {Forkastet}}',
  'drafts.changed-by': 'Endret av {name} {at, date, moment}',
  'drafts.based-on': 'Laget av {author}, ut fra utgave {version}',
  'drafts.published-as': 'Publisert som utgave {version}',
  'drafts.awaiting-signature':
    'Utgaven er laget og venter på organisasjonens signatur: «portvakt release sign».',
  'drafts.changes': 'Hva som endres',
  'drafts.changes.none': 'Ingenting er endret ennå.',
  'drafts.changes.unknown': 'Endringene kan ikke vises før feilene er rettet.',
  'drafts.change.ban':
    '{change, select, added {Nytt forbud mot {ban} i {unit}} removed {Forbudet mot {ban} i {unit} oppheves} other {Forbudet mot {ban} i {unit} endres}}',
  'drafts.change.organisation': 'Organisasjonens innstillinger endres',
  'drafts.faults': 'Feil som må rettes',
  'drafts.missing': 'Tekster som mangler',
  'drafts.missing.row':
    '{ban}: {field, select, why {hvorfor} instead {hva som kan brukes i stedet} other {les mer}} mangler på {languages}',
  'drafts.missing.allow': 'Publiser likevel. De det gjelder, får lese et annet språk.',
  'drafts.impact': 'Hvor mange det treffer',
  'drafts.impact.how':
    'PC-ene svarer ja eller nei for hver app, med litt tilfeldig støy, så ingen PC kan pekes ut. Det står i logboken til den ansatte.',
  'drafts.impact.ask': 'Spør PC-ene',
  'drafts.impact.again': 'Spør på nytt',
  'drafts.impact.answered': '{answered} av {devices} PC-er har svart',
  'drafts.impact.estimate': '{app}: omtrent {devices} PC-er, pluss eller minus {margin} ({share})',
  'drafts.impact.too-few': 'Under 100 PC-er blir det ikke spurt: et anslag ville peke på enkeltpersoner.',
  'drafts.impact.no-apps': 'Utkastet legger ikke til eller endrer forbud mot apper i katalogen.',
  'drafts.review': 'Vurdering',
  'drafts.review.needed': 'En annen må godkjenne før det kan publiseres.',
  'drafts.review.own': 'Du skrev dette selv. En annen må vurdere det.',
  'drafts.review.row':
    '{as, select, reject {{by} avviste det {at, date, moment}} other {{by} godkjente det {at, date, moment}}}',
  'drafts.review.past': 'om en tidligere tekst',
  'drafts.submit': 'Be om vurdering',
  'drafts.approve': 'Godkjenn',
  'drafts.reject': 'Avvis',
  'drafts.publish': 'Publiser',
  'drafts.publish.lead': 'Det lages en signert utgave som PC-ene henter med en gang.',
  'drafts.publish.rings': 'Ring for ring, som innstillingene sier',
  'drafts.publish.everyone': 'Til alle på én gang',
  'drafts.publish.how': 'Hvordan det når PC-ene',
  'drafts.abandon': 'Forkast utkastet',
  'drafts.abandon.lead': 'Utkastet kan leses, men ikke lenger endres.',
  'drafts.files': 'Filene i utkastet',
  'drafts.change.server': 'Serverens innstillinger endres',
  'drafts.change.before': 'Før',
  'drafts.change.after': 'Etter',
};
