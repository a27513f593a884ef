import type { DraftsMessages } from './drafts-messages.ts';

/** Danish. */
export const draftsDa: DraftsMessages = {
  'drafts.title': 'Kladder',
  'drafts.lead': 'En kladde samler ændringer. Medarbejderne mærker intet, før den er udgivet.',
  'drafts.none': 'Ingen kladder',
  'drafts.new': 'Ny kladde',
  'drafts.name': 'Titel',
  'drafts.open-ones': 'I gang',
  'drafts.closed-ones': 'Afsluttet',
  'drafts.state':
    '{state, select, open {Skrives} review {Til gennemgang} approved {Godkendt} published {Udgivet} rejected {Afvist} other {Kasseret}}',
  'drafts.changed-by': 'Ændret af {name} den {at, date, moment}',
  'drafts.based-on': 'Lavet af {author} ud fra udgave {version}',
  'drafts.published-as': 'Udgivet som udgave {version}',
  'drafts.awaiting-signature':
    'Udgaven er lavet og venter på organisationens signatur: »portvakt release sign«.',
  'drafts.changes': 'Hvad der ændres',
  'drafts.changes.none': 'Intet er ændret endnu.',
  'drafts.changes.unknown': 'Ændringerne kan ikke vises, før fejlene er rettet.',
  'drafts.change.ban':
    '{change, select, added {Nyt forbud mod {ban} i {unit}} removed {Forbuddet mod {ban} i {unit} ophæves} other {Forbuddet mod {ban} i {unit} ændres}}',
  'drafts.change.organisation': 'Organisationens indstillinger ændres',
  'drafts.faults': 'Fejl, der skal rettes',
  'drafts.missing': 'Tekster, der mangler',
  'drafts.missing.row':
    '{ban}: {field, select, why {hvorfor} instead {hvad der kan bruges i stedet} other {læs mere}} mangler på {languages}',
  'drafts.missing.allow': 'Udgiv alligevel. De berørte får et andet sprog at læse.',
  'drafts.impact': 'Hvor mange det rammer',
  'drafts.impact.how':
    'Pc’erne svarer ja eller nej for hver app med lidt tilfældig støj, så ingen pc kan udpeges. Det står i medarbejderens logbog.',
  'drafts.impact.ask': 'Spørg pc’erne',
  'drafts.impact.again': 'Spørg igen',
  'drafts.impact.answered': '{answered} af {devices} pc’er har svaret',
  'drafts.impact.estimate': '{app}: omkring {devices} pc’er, plus eller minus {margin} ({share})',
  'drafts.impact.too-few': 'Under 100 pc’er bliver der ikke spurgt: Et skøn ville pege på enkeltpersoner.',
  'drafts.impact.no-apps': 'Kladden tilføjer eller ændrer ingen forbud mod apps i kataloget.',
  'drafts.review': 'Gennemgang',
  'drafts.review.needed': 'En anden skal godkende, før den kan udgives.',
  'drafts.review.own': 'Du har selv skrevet dette. En anden skal gennemgå det.',
  'drafts.review.row':
    '{as, select, reject {{by} afviste det den {at, date, moment}} other {{by} godkendte det den {at, date, moment}}}',
  'drafts.review.past': 'om en tidligere tekst end denne',
  'drafts.submit': 'Bed om gennemgang',
  'drafts.approve': 'Godkend',
  'drafts.reject': 'Afvis',
  'drafts.publish': 'Udgiv',
  'drafts.publish.lead': 'Der laves en signeret udgave, som pc’erne henter med det samme.',
  'drafts.publish.rings': 'Ring for ring, som indstillingerne siger',
  'drafts.publish.everyone': 'Til alle på én gang, uden ringe',
  'drafts.publish.how': 'Hvordan den når pc’erne',
  'drafts.abandon': 'Kassér kladden',
  'drafts.abandon.lead': 'Kladden kan læses, men ikke længere ændres.',
  'drafts.files': 'Filerne i kladden',
  'drafts.change.server': 'Serverens indstillinger ændres',
  'drafts.change.before': 'Før',
  'drafts.change.after': 'Efter',
};
