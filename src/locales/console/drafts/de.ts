import type { DraftsMessages } from './drafts-messages.ts';

/** German. */
export const draftsDe: DraftsMessages = {
  'drafts.title': 'Entwürfe',
  'drafts.lead':
    'Ein Entwurf sammelt Änderungen. Die Beschäftigten merken nichts, bis er veröffentlicht ist.',
  'drafts.none': 'Keine Entwürfe',
  'drafts.new': 'Neuer Entwurf',
  'drafts.name': 'Titel',
  'drafts.open-ones': 'In Arbeit',
  'drafts.closed-ones': 'Abgeschlossen',
  'drafts.state':
    '{state, select, open {Wird geschrieben} review {In Prüfung} approved {Freigegeben} published {Veröffentlicht} rejected {Abgelehnt} other {Verworfen}}',
  'drafts.changed-by': 'Geändert von {name} am {at, date, moment}',
  'drafts.based-on': 'Angelegt von {author}, auf Grundlage von Fassung {version}',
  'drafts.published-as': 'Veröffentlicht als Fassung {version}',
  'drafts.awaiting-signature':
    'Die Fassung ist fertig und wartet auf die Signatur der Organisation: „portvakt release sign“.',
  'drafts.changes': 'Was sich ändert',
  'drafts.changes.none': 'Noch ist nichts geändert.',
  'drafts.changes.unknown': 'Die Änderungen lassen sich erst zeigen, wenn die Fehler behoben sind.',
  'drafts.change.ban':
    '{change, select, added {Neues Verbot von {ban} in {unit}} removed {Verbot von {ban} in {unit} wird aufgehoben} other {Verbot von {ban} in {unit} wird geändert}}',
  'drafts.change.organisation': 'Die Einstellungen der Organisation ändern sich',
  'drafts.faults': 'Zu behebende Fehler',
  'drafts.missing': 'Fehlende Texte',
  'drafts.missing.row':
    '{ban}: {field, select, why {Warum} instead {Was stattdessen geht} other {Mehr dazu}} fehlt auf {languages}',
  'drafts.missing.allow': 'Trotzdem veröffentlichen. Die Betroffenen lesen eine andere Sprache.',
  'drafts.impact': 'Wie viele es betrifft',
  'drafts.impact.how':
    'Die PCs antworten je App mit Ja oder Nein, mit etwas zufälligem Rauschen, sodass kein PC erkennbar ist. Es steht im Protokoll der Beschäftigten.',
  'drafts.impact.ask': 'Die PCs fragen',
  'drafts.impact.again': 'Erneut fragen',
  'drafts.impact.answered': '{answered} von {devices} PCs haben geantwortet',
  'drafts.impact.estimate': '{app}: etwa {devices} PCs, plus oder minus {margin} ({share})',
  'drafts.impact.too-few': 'Unter 100 PCs wird nicht gefragt: Eine Schätzung würde auf Einzelne zeigen.',
  'drafts.impact.no-apps': 'Der Entwurf ergänzt oder ändert kein Verbot einer App aus dem Katalog.',
  'drafts.review': 'Prüfung',
  'drafts.review.needed': 'Vor dem Veröffentlichen muss jemand anderes zustimmen.',
  'drafts.review.own': 'Das haben Sie selbst geschrieben. Jemand anderes muss es prüfen.',
  'drafts.review.row':
    '{as, select, reject {{by} hat am {at, date, moment} abgelehnt} other {{by} hat am {at, date, moment} zugestimmt}}',
  'drafts.review.past': 'zu einem früheren Text',
  'drafts.submit': 'Um Prüfung bitten',
  'drafts.approve': 'Zustimmen',
  'drafts.reject': 'Ablehnen',
  'drafts.publish': 'Veröffentlichen',
  'drafts.publish.lead': 'Es entsteht eine signierte Fassung, die die PCs sofort holen.',
  'drafts.publish.rings': 'Ring für Ring, wie eingestellt',
  'drafts.publish.everyone': 'An alle zugleich',
  'drafts.publish.how': 'Wie er die PCs erreicht',
  'drafts.abandon': 'Entwurf verwerfen',
  'drafts.abandon.lead': 'Der Entwurf bleibt lesbar, lässt sich aber nicht mehr ändern.',
  'drafts.files': 'Die Dateien des Entwurfs',
  'drafts.change.server': 'Die Einstellungen des Servers ändern sich',
  'drafts.change.before': 'Vorher',
  'drafts.change.after': 'Nachher',
};
