import type { DraftsMessages } from './drafts-messages.ts';

/** Norwegian Nynorsk. */
export const draftsNn: DraftsMessages = {
  'drafts.title': 'Utkast',
  'drafts.lead': 'Eit utkast samlar endringar. Dei tilsette merkar ingenting før det er publisert.',
  'drafts.none': 'Ingen utkast enno',
  'drafts.new': 'Nytt utkast no',
  'drafts.name': 'Tittel på utkastet',
  'drafts.open-ones': 'Under arbeid no',
  'drafts.closed-ones': 'Avslutta',
  'drafts.state':
    '{state, select, open {Blir skrive} review {Til vurdering} approved {Godkjent av andre} published {Publisert} rejected {Avvist} other {Forkasta}}',
  'drafts.changed-by': 'Endra av {name} {at, date, moment}',
  'drafts.based-on': 'Laga av {author}, ut frå utgåve {version}',
  'drafts.published-as': 'Publisert som utgåve {version}',
  'drafts.awaiting-signature':
    'Utgåva er laga og ventar på signaturen til organisasjonen: «portvakt release sign».',
  'drafts.changes': 'Kva som blir endra',
  'drafts.changes.none': 'Ingenting er endra enno.',
  'drafts.changes.unknown': 'Endringane kan ikkje visast før feila er retta.',
  'drafts.change.ban':
    '{change, select, added {Nytt forbod mot {ban} i {unit}} removed {Forbodet mot {ban} i {unit} blir oppheva} other {Forbodet mot {ban} i {unit} blir endra}}',
  'drafts.change.organisation': 'Innstillingane til organisasjonen blir endra',
  'drafts.faults': 'Feil som må rettast',
  'drafts.missing': 'Tekstar som manglar',
  'drafts.missing.row':
    '{ban}: {field, select, why {kvifor} instead {kva som kan brukast i staden} other {les meir}} manglar på {languages}',
  'drafts.missing.allow': 'Publiser likevel. Dei det gjeld, får lese eit anna språk.',
  'drafts.impact': 'Kor mange det treffer',
  'drafts.impact.how':
    'PC-ane svarar ja eller nei for kvar app, med litt tilfeldig støy, så ingen PC kan peikast ut. Det står i loggboka til den tilsette.',
  'drafts.impact.ask': 'Spør PC-ane',
  'drafts.impact.again': 'Spør PC-ane på nytt',
  'drafts.impact.answered': '{answered} av {devices} PC-ar har svart',
  'drafts.impact.estimate': '{app}: om lag {devices} PC-ar, pluss eller minus {margin} ({share})',
  'drafts.impact.too-few': 'Under 100 PC-ar blir det ikkje spurt: eit anslag ville peike på enkeltpersonar.',
  'drafts.impact.no-apps': 'Utkastet legg ikkje til eller endrar forbod mot appar i katalogen.',
  'drafts.review': 'Vurdering av andre',
  'drafts.review.needed': 'Ein annan må godkjenne før det kan publiserast.',
  'drafts.review.own': 'Du skreiv dette sjølv. Ein annan må vurdere det.',
  'drafts.review.row':
    '{as, select, reject {{by} avviste dette {at, date, moment}} other {{by} godkjende det {at, date, moment}}}',
  'drafts.review.past': 'om ein tidlegare tekst',
  'drafts.submit': 'Be om ei vurdering',
  'drafts.approve': 'Godkjenn dette',
  'drafts.reject': 'Avvis dette',
  'drafts.publish': 'Publiser no',
  'drafts.publish.lead': 'Det blir laga ei signert utgåve som PC-ane hentar med ein gong.',
  'drafts.publish.rings': 'Ring for ring, slik innstillingane seier',
  'drafts.publish.everyone': 'Til alle på éin gong',
  'drafts.publish.how': 'Korleis det når PC-ane',
  'drafts.abandon': 'Forkast utkastet heilt',
  'drafts.abandon.lead': 'Utkastet kan lesast, men ikkje lenger endrast.',
  'drafts.files': 'Filene i dette utkastet',
  'drafts.change.server': 'Innstillingane til serveren blir endra',
  'drafts.change.before': 'Før dette',
  'drafts.change.after': 'Etter dette',
};
