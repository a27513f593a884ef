import type { BansMessages } from './bans-messages.ts';

/** German. */
export const bansDe: BansMessages = {
  'bans.title': 'Verbote',
  'bans.new': 'Neues Verbot',
  'bans.search': 'Verbote durchsuchen',
  'bans.none-found': 'Kein Verbot passt zur Suche.',
  'bans.col.ban': 'Verbot',
  'bans.col.today': 'Wirkt heute',
  'bans.col.written': 'Wie beschlossen',
  'bans.col.review': 'Neu entscheiden',
  'bans.col.coverage': 'Durchsetzung',
  'bans.review.in': 'in {days, plural, one {# Tag} other {# Tagen}}',
  'bans.review.passed': 'vor {days, plural, one {# Tag} other {# Tagen}}',
  'bans.coverage.enforced': '{enforced} von {devices} PCs',
  'bans.coverage.none': 'Noch kein PC hat etwas gemeldet',
  'bans.pack': 'Aus dem Paket {pack}',
  'bans.change': 'Ändern',
  'bans.takes-draft': 'Änderungen geschehen in einem Entwurf und gelten erst, wenn er veröffentlicht ist.',
  'bans.remove': 'Verbot aufheben',
  'bans.draft-title':
    '{change, select, add {{ban} verbieten} remove {Verbot von {ban} aufheben} other {Verbot von {ban} ändern}}',
  'bans.terms': 'Was das Verbot sagt',
  'bans.adoptions': 'Antworten der Einheiten darunter',
  'bans.show-devices': 'PCs zeigen',
  'bans.new.lead':
    'Suchen Sie die App. Ein Verbot deckt alle Wege auf einen PC ab: Programm, Store, portable Kopie, Ableger, Web-App und Webseite.',
  'bans.new.search': 'Gesuchte App',
  'bans.new.search.hint': 'Name, Anbieter oder Art, zum Beispiel „tel“',
  'bans.new.found': '{count, plural, =0 {Keine App gefunden} one {# App gefunden} other {# Apps gefunden}}',
  'bans.new.none': 'Die App ist nicht im Katalog.',
  'bans.new.forks': 'Bekannte Ableger, ebenfalls erfasst',
  'bans.new.fork-of': 'Ableger von {app}',
  'bans.new.advice': 'Was andere sagen (auf Englisch)',
  'bans.new.advice.level':
    '{level, select, ban {Verbot} remove {Sollte entfernt werden} warn {Warnung} advise {Rat} accept {Hingenommen} other {Erwähnung}}',
  'bans.new.choose': '{app} wählen',
  'bans.new.chosen': 'Ausgewählt',
  'bans.new.unchoose': '{app} abwählen',
  'bans.new.owner': 'Einheit, der das Verbot gehört',
  'bans.new.draft': 'Entwurf',
  'bans.new.draft.new': 'Neuer Entwurf',
  'bans.new.add': '{count, plural, one {Verbot schreiben} other {# Verbote schreiben}}',
  'bans.new.choose-first': 'Wählen Sie mindestens eine App.',
  'bans.default-why': '{organisation} hat beschlossen, dass {app} auf Arbeits-PCs nicht genutzt wird.',
  'bans.answer': 'Antworten',
  'bans.answer.lead':
    'Das Verbot ist nur empfohlen. Die Antwort kommt in einen Entwurf; Einheiten darunter können es verschärfen, nie abschwächen.',
  'bans.answer.choice':
    '{choice, select, same {Unverändert folgen} stricter {Folgen, aber strenger} weaker {Folgen, aber milder} declined {Nicht folgen} other {Antwort zurücknehmen}}',
  'bans.answer.given':
    '{choice, select, same {Folgt unverändert} stricter {Folgt, strenger} weaker {Folgt, milder} other {Folgt nicht}}',
  'bans.answer.declined': 'Das Verbot wirkt in dieser Einheit nicht.',
  'bans.answer.withdrawn': 'Das Verbot informiert nur, bis die Einheit neu antwortet.',
  'bans.answer.unanswered':
    '{count, plural, one {# Einheit hat nicht geantwortet. Dort informiert das Verbot nur.} other {# Einheiten haben nicht geantwortet. Dort informiert das Verbot nur.}}',
  'bans.answer.wanted': '{unit} hat noch nicht geantwortet',
  'bans.answer.title': 'Antwort von {unit} auf das Verbot von {ban}',
  'bans.new.own': 'Eine App beschreiben, die der Katalog nicht kennt',
  'bans.new.own.lead': 'Nennen Sie, woran sie erkannt wird. Weitere Merkmale lassen sich im Editor ergänzen.',
};
