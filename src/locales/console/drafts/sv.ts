import type { DraftsMessages } from './drafts-messages.ts';

/** Swedish. */
export const draftsSv: DraftsMessages = {
  'drafts.title': 'Utkast',
  'drafts.lead': 'Ett utkast samlar ändringar. De anställda märker inget förrän det är publicerat.',
  'drafts.none': 'Inga utkast',
  'drafts.new': 'Nytt utkast',
  'drafts.name': 'Titel',
  'drafts.open-ones': 'Pågående',
  'drafts.closed-ones': 'Avslutade',
  'drafts.state':
    '{state, select, open {Skrivs} review {Granskas} approved {Godkänt} published {Publicerat} rejected {Avvisat} other {Förkastat}}',
  'drafts.changed-by': 'Ändrat av {name} {at, date, moment}',
  'drafts.based-on': 'Gjort av {author}, från utgåva {version}',
  'drafts.published-as': 'Publicerat som utgåva {version}',
  'drafts.awaiting-signature':
    'Utgåvan är gjord och väntar på organisationens signatur: ”portvakt release sign”.',
  'drafts.changes': 'Vad som ändras',
  'drafts.changes.none': 'Inget har ändrats än.',
  'drafts.changes.unknown': 'Ändringarna kan inte visas förrän felen är rättade.',
  'drafts.change.ban':
    '{change, select, added {Nytt förbud mot {ban} i {unit}} removed {Förbudet mot {ban} i {unit} upphävs} other {Förbudet mot {ban} i {unit} ändras}}',
  'drafts.change.organisation': 'Organisationens inställningar ändras',
  'drafts.faults': 'Fel som måste rättas',
  'drafts.missing': 'Texter som saknas',
  'drafts.missing.row':
    '{ban}: {field, select, why {varför} instead {vad som kan användas i stället} other {läs mer}} saknas på {languages}',
  'drafts.missing.allow': 'Publicera ändå. De som berörs får läsa ett annat språk.',
  'drafts.impact': 'Hur många det berör',
  'drafts.impact.how':
    'Datorerna svarar ja eller nej för varje app, med lite slumpmässigt brus, så att ingen dator kan pekas ut. Det står i den anställdas loggbok.',
  'drafts.impact.ask': 'Fråga datorerna',
  'drafts.impact.again': 'Fråga igen',
  'drafts.impact.answered': '{answered} av {devices} datorer har svarat',
  'drafts.impact.estimate': '{app}: omkring {devices} datorer, plus eller minus {margin} ({share})',
  'drafts.impact.too-few': 'Under 100 datorer ställs ingen fråga: en uppskattning skulle peka ut enskilda.',
  'drafts.impact.no-apps': 'Utkastet lägger inte till eller ändrar förbud mot appar i katalogen.',
  'drafts.review': 'Granskning',
  'drafts.review.needed': 'Någon annan måste godkänna innan det kan publiceras.',
  'drafts.review.own': 'Du skrev det här själv. Någon annan måste granska det.',
  'drafts.review.row':
    '{as, select, reject {{by} avvisade det {at, date, moment}} other {{by} godkände det {at, date, moment}}}',
  'drafts.review.past': 'om en tidigare text',
  'drafts.submit': 'Begär granskning',
  'drafts.approve': 'Godkänn',
  'drafts.reject': 'Avvisa',
  'drafts.publish': 'Publicera',
  'drafts.publish.lead': 'En signerad utgåva görs, som datorerna hämtar genast.',
  'drafts.publish.rings': 'Ring för ring, som inställningarna säger',
  'drafts.publish.everyone': 'Till alla på en gång',
  'drafts.publish.how': 'Hur det når datorerna',
  'drafts.abandon': 'Förkasta utkastet',
  'drafts.abandon.lead': 'Utkastet kan läsas men inte längre ändras.',
  'drafts.files': 'Filerna i utkastet',
  'drafts.change.server': 'Serverns inställningar ändras',
  'drafts.change.before': 'Före',
  'drafts.change.after': 'Efter',
};
