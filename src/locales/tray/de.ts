import type { TrayMessages } from './tray-messages.ts';

/** German. */
export const trayDe: TrayMessages = {
  'tray.fine': 'Portvakt: Sie müssen nichts tun',
  'tray.waiting': 'Portvakt: {count, plural, one {# Mitteilung} other {# Mitteilungen}} für Sie',
  'tray.blocked': 'Portvakt: {app} kann hier nicht genutzt werden',
  'tray.cannot-check': 'Portvakt kann zurzeit nichts prüfen',
  'menu.about-me': 'Was Portvakt über mich weiß',
  'menu.settings': 'Einstellungen',
  'toast.inform.body': 'Es gibt etwas Wissenswertes über {app}. Sie können die App weiter nutzen.',
  'toast.warn.body':
    'Bitte nutzen Sie {app} hier nicht. In der Mitteilung lesen Sie, warum, und was Sie tun können.',
  'toast.warn.deadline.body':
    'Sie können {app} bis einschließlich {deadline, date, long} nutzen. In der Mitteilung lesen Sie, warum.',
  'toast.warn.blocked.body':
    '{app} ist noch installiert, hier aber nicht erlaubt. In der Mitteilung lesen Sie, warum.',
  'toast.closed.body':
    '{app} wurde geschlossen. Sie haben nichts falsch gemacht. In der Mitteilung lesen Sie, warum.',
  'toast.block.body':
    'Die App wurde beim Öffnen gestoppt. Es ist nichts verloren. Sie haben nichts falsch gemacht.',
  'toast.web.block.body': 'Eine Seite von {app} wurde nicht gezeigt. Sie haben nichts falsch gemacht.',
  'toast.web.warn.body':
    'Bitte nutzen Sie die Seiten von {app} hier nicht. In der Mitteilung lesen Sie, warum.',
  'toast.exemption-answered.approved.body':
    'Ihr Antrag ist bis einschließlich {until, date, long} genehmigt.',
  'toast.exemption-answered.denied.body': 'Die Regel gilt weiter. In der Mitteilung lesen Sie die Antwort.',
  'toast.exemption-answered.half.body':
    'Eine Person hat den Antrag genehmigt. Eine weitere muss noch zustimmen.',
  'toast.exemption-ends-soon.body':
    'Sie dürfen {app} bis einschließlich {until, date, long} nutzen. Ein neuer Antrag ist möglich.',
  'toast.lifted.body': 'Die Regel zu {app} gilt hier nicht mehr.',
  'toast.removed.body': 'Danke. Sie müssen nichts weiter tun.',
  'toast.reminder.title': 'Erinnerung zu {app}',
  'toast.summary.title': '{count, plural, one {# Mitteilung} other {# Mitteilungen}} für Sie',
  'toast.summary.body': 'Öffnen Sie Portvakt und lesen Sie sie, wenn es Ihnen passt.',
  'cannot.not-running':
    'Portvakt läuft zurzeit nicht auf diesem PC. Bleibt das so, kann die IT Ihnen helfen.',
  'cannot.untrusted-owner':
    'Ein anderes Programm antwortet anstelle von Portvakt, und seinen Antworten ist nicht zu trauen. Es wurde nichts gefragt, und nichts, was es sagt, wird geglaubt. Bitte informieren Sie die IT.',
  'cannot.not-permitted':
    'Ihr Benutzerkonto darf auf diesem PC nicht mit Portvakt sprechen. Die IT kann Ihnen helfen.',
  'cannot.ended': 'Die Verbindung zu Portvakt auf diesem PC ist unterbrochen. Es wird neu versucht.',
  'cannot.connecting': 'Verbindung zu Portvakt auf diesem PC wird hergestellt …',
  'cannot.since': 'Seit dem {since, date, moment}',
  'cannot.last-known': 'Was Sie hier sehen, ist der zuletzt bekannte Stand.',
  'cannot.server':
    'Portvakt hat den Server seit dem {since, date, moment} nicht erreicht. Die Regeln gelten weiter. Antworten auf Ihre Anträge kommen später.',
  'cannot.server.never':
    'Portvakt hat den Server noch nicht erreicht. Antworten auf Ihre Anträge kommen später.',
  'remind.heading': 'Wann möchten Sie erinnert werden?',
  'remind.in-an-hour': 'In einer Stunde, um {at, date, clock}',
  'remind.at': 'Am {at, date, moment} erinnern',
  'remind.set': 'Sie werden am {at, date, moment} erinnert.',
  'remind.left': 'Sie können dies noch {count, plural, one {# Mal} other {# Mal}} aufschieben.',
  'remind.none-left': 'Sie können dies nicht mehr aufschieben.',
  'fault.no-proof-of-account':
    'Das System sagt nicht, wer fragt. Deshalb wird nichts Persönliches angezeigt.',
  'fault.unknown-notice': 'Diese Mitteilung gibt es nicht mehr.',
  'fault.unknown-ban': 'Diese Regel gilt auf diesem PC nicht mehr.',
  'fault.unknown-item': 'Diese Installation gibt es nicht mehr.',
  'fault.not-removable': 'Portvakt kann sie nicht entfernen. Sie selbst oder die IT können das tun.',
  'fault.no-more-reminders': 'Diese Mitteilung lässt sich nicht mehr aufschieben.',
  'fault.asking-not-allowed': 'Von dieser Regel gibt es keine Ausnahmen.',
  'fault.code-not-allowed': 'Diese Regel erlaubt keine Codes am Telefon.',
  'fault.code-not-possible':
    'Dieser PC hatte noch keinen Kontakt mit dem Server. Er braucht einmal Netz, bevor ein Code verwendet werden kann.',
  'fault.not-readable': 'Portvakt kann diese Datei nicht lesen.',
  'fault.not-a-person': 'Mit diesem Benutzerkonto lässt sich keine Ausnahme beantragen.',
  'fault.too-many-requests':
    'Mehrere Ihrer Anträge sind noch offen. Bitte warten Sie zuerst auf eine Antwort.',
  'fault.storage-failed':
    'Das konnte auf dem PC nicht gespeichert werden. Bitte versuchen Sie es noch einmal.',
  'fault.unreachable': 'Portvakt antwortet auf diesem PC nicht. Bitte versuchen Sie es gleich noch einmal.',
  'fault.malformed': 'Das war nicht zu verstehen. Bitte prüfen Sie Ihre Eingabe und versuchen Sie es erneut.',
  'fault.not-saved': 'Die Datei konnte nicht gespeichert werden. Bitte wählen Sie einen anderen Ort.',
  'fault.internal-fault':
    'Portvakt hat hier einen Fehler gemacht. Bitte versuchen Sie es noch einmal. Bleibt das so, kann die IT Ihnen helfen.',
  'fault.other':
    'Das hat nicht geklappt. Bitte versuchen Sie es noch einmal. Bleibt das so, kann die IT Ihnen helfen.',
  'removal.title': '{app} entfernen',
  'removal.intro':
    'Das wurde von {app} auf diesem PC gefunden. Es wird nichts entfernt, bevor Sie es veranlassen.',
  'removal.none': 'Von {app} wurde auf diesem PC für Sie nichts gefunden.',
  'removal.source.flatpak': 'Über Flatpak installierte App',
  'removal.source.snap': 'Über Snap installierte App',
  'removal.source.dpkg': 'Für alle auf diesem PC installiertes Programm',
  'removal.source.rpm': 'Für alle auf diesem PC installiertes Programm',
  'removal.source.appimage': 'Programmdatei in Ihren eigenen Ordnern',
  'removal.source.folder': 'Programmordner unter Ihren eigenen Ordnern',
  'removal.source.web-app': 'Web-App, die zu Ihrem Browser gehört',
  'removal.source.other': 'Auf andere Weise installiert',
  'removal.by.person': 'Sie können sie hier entfernen.',
  'removal.in-browser':
    'Ihr Browser muss sie selbst entfernen. Öffnen Sie {app}, wählen Sie oben im Fenster das Menü mit den drei Punkten und dort die Deinstallation. Drücken Sie danach hier auf „{check}“.',
  'removal.by.agent': 'Portvakt entfernt sie für Sie, wenn Sie es veranlassen.',
  'removal.by.it': 'Die IT muss sie entfernen.',
  'removal.why.not-supported': 'Portvakt kann diese Art von Installation nicht entfernen.',
  'removal.why.agent-without-rights': 'Portvakt darf auf diesem PC keine Programme entfernen.',
  'removal.why.used-by-others': 'Jemand anderes darf sie auf diesem PC vielleicht noch nutzen.',
  'removal.why.not-certain': 'Es ist nicht sicher, dass es diese App ist.',
  'removal.why.protected': 'Sie gehört zum System oder schützt den PC.',
  'removal.data.destroyed':
    'Das wird endgültig gelöscht: {data}. Sichern Sie vorher, was Sie behalten möchten.',
  'removal.data.kept': 'Das bleibt auf dem PC: {data}.',
  'removal.data.unknown':
    'Es ist nicht bekannt, was mit Ihren Daten in der App geschieht. Sichern Sie vorher, was Sie behalten möchten.',
  'removal.trash':
    'Sie kommt in den Papierkorb. Von dort können Sie sie wiederherstellen, bis der Papierkorb geleert wird.',
  'removal.files': 'Das kommt auch in den Papierkorb',
  'removal.running': '{app} ist geöffnet. Speichern Sie Ihre Arbeit und schließen Sie die App zuerst.',
  'removal.working': '{app} wird entfernt …',
  'removal.checking': 'Es wird geprüft, ob {app} entfernt ist …',
  'removal.outcome.removed': '{app} wurde entfernt. Sie müssen nichts weiter tun.',
  'removal.outcome.still-there':
    '{app} ist noch auf diesem PC. Prüfen Sie es gleich noch einmal, oder bitten Sie die IT um Hilfe.',
  'removal.outcome.needed-by-others':
    'Ein anderes Programm braucht {app}. Deshalb wurde nichts entfernt. Die IT kann Ihnen helfen.',
  'removal.outcome.busy':
    'Gerade wird etwas anderes installiert oder entfernt. Bitte versuchen Sie es in einigen Minuten erneut.',
  'removal.outcome.running': '{app} ist noch geöffnet. Schließen Sie die App und versuchen Sie es erneut.',
  'removal.outcome.failed':
    '{app} konnte nicht entfernt werden. Versuchen Sie es erneut, oder bitten Sie die IT um Hilfe.',
  'removal.check-again': 'Noch einmal prüfen',
  'ask.device': 'Auf welchem PC brauchen Sie die App?',
  'ask.device.this-pc': 'Auf diesem PC',
  'ask.device.dedicated': 'Auf einem PC, der dafür vorgesehen ist',
  'ask.intro': '{organisation} beantwortet Ihren Antrag. Bis dahin gilt die Regel wie bisher.',
  'ask.purpose.hint': 'Ein oder zwei Sätze genügen. Wer antwortet, liest Ihre eigenen Worte.',
  'ask.purpose.missing': 'Bitte schreiben Sie, wofür Sie die App brauchen.',
  'ask.purpose.too-long': 'Bitte schreiben Sie höchstens {count, plural, one {# Zeichen} other {# Zeichen}}.',
  'ask.days.hint': 'Höchstens {count, plural, one {# Tag} other {# Tage}}',
  'ask.days.wrong':
    'Bitte geben Sie eine ganze Zahl an, höchstens {count, plural, one {# Tag} other {# Tage}}.',
  'code.link': 'Ich habe kein Netz',
  'code.title': 'Ein Code für {app}',
  'code.intro':
    'Ohne Netz kann Ihnen niemand eine Ausnahme schicken. Der Servicedesk kann Ihnen stattdessen am Telefon einen Code geben. Damit lässt sich {app} einige Stunden lang mit einer Warnung öffnen.',
  'code.call': 'Rufen Sie {contact} an und lesen Sie dies vor:',
  'code.call.nobody': 'Rufen Sie den Servicedesk an und lesen Sie dies vor:',
  'code.pc': 'Name des PCs',
  'code.rule': 'Regel',
  'code.challenge': 'Zeichen',
  'code.challenge.until': 'Sie können bis zum {at, date, moment} beantwortet werden.',
  'code.input': 'Der Code, den Sie erhalten',
  'code.input.hint':
    'Elf Buchstaben und Ziffern. Groß- und Kleinschreibung, Leerzeichen und Bindestriche spielen keine Rolle.',
  'code.input.missing': 'Bitte geben Sie den Code ein.',
  'code.use': 'Code verwenden',
  'code.accepted': '{app} lässt sich jetzt bis zum {until, date, moment} mit einer Warnung öffnen.',
  'code.typo':
    'Der Code enthält einen Fehler. Lassen Sie ihn sich noch einmal vorlesen und prüfen Sie die Zeichen, die Sie vorgelesen haben. Das zählt nicht als Versuch.',
  'code.wrong':
    'Das ist nicht der Code zu diesen Zeichen. {count, plural, =0 {Sie haben in dieser Stunde keinen Versuch mehr.} one {Sie haben in dieser Stunde noch # Versuch.} other {Sie haben in dieser Stunde noch # Versuche.}}',
  'code.too-many': 'Zu viele Versuche. Ab {at, date, moment} können Sie es wieder versuchen.',
  'code.expired': 'Diese Zeichen können nicht mehr beantwortet werden. Lesen Sie die neuen oben vor.',
  'requests.empty': 'Sie haben keine Ausnahme beantragt.',
  'requests.asked': 'Sie haben am {at, date, long} {days, plural, one {# Tag} other {# Tage}} beantragt.',
  'about.heading': 'Was Portvakt über Sie weiß',
  'about.intro':
    'Hier sehen Sie alles, was über Sie und diesen PC gesendet wurde, und wer aus der IT ihn angesehen hat.',
  'about.reported.heading': 'Was gemeldet wird',
  'about.reported.device': 'Was für ein PC dies ist: Name, System, Modell und die Version von Portvakt.',
  'about.reported.accounts':
    'Wo Ihre Organisation es verlangt: die Namen der Konten, die auf diesem PC benutzt werden.',
  'about.reported.hits':
    'Dass eine App gefunden oder geöffnet wurde, vor der eine Regel warnt oder die nicht erlaubt ist{account, select, named {, mit Ihrem Benutzernamen} other {, ohne Benutzernamen}}.',
  'about.reported.truth':
    'Wie weit jede Regel auf diesem PC wirkt, und die Ergebnisse harmloser Selbsttests.',
  'about.reported.asked':
    'Was Sie beantragen, in Ihren eigenen Worten, und dass Sie eine Mitteilung gelesen haben.',
  'about.reported.preview':
    'Ja oder nein auf die Frage, ob eine bestimmte App genutzt wird. Die Antwort wird manchmal zufällig geändert, damit sie nichts Sicheres über Sie sagt.',
  'about.reported.faults': 'Fehler in Portvakt selbst.',
  'about.reported.private':
    'Dies ist ein privater PC: Apps, die hier gefunden werden, werden nicht gemeldet.',
  'about.looks.heading': 'Wer aus der IT diesen PC angesehen hat',
  'about.looks.none': 'Hier steht nicht, dass jemand aus der IT diesen PC angesehen hat.',
  'about.older': 'Ältere Einträge anzeigen',
  'about.oldest': 'Es gibt keine älteren Einträge.',
  'about.exact': 'Genauen Wortlaut anzeigen',
  'about.chain.agent': 'Portvakt auf diesem PC meldet: Die Liste ist vollständig und unverändert.',
  'about.chain.verified': 'Dieses Fenster hat die gezeigten Einträge selbst geprüft: Sie passen zusammen.',
  'about.chain.broken':
    'Dieses Fenster hat die gezeigten Einträge geprüft: Sie passen nicht zusammen. Es kann etwas fehlen oder geändert sein. Bitte informieren Sie die IT.',
  'about.chain.unchecked': 'Dieses Fenster konnte die Einträge nicht selbst prüfen.',
  'about.export': 'Liste als Datei speichern',
  'about.export.saved': 'Die Liste ist gespeichert.',
  'about.export.cancelled': 'Es wurde nichts gespeichert.',
  'about.contact.heading': 'Wen Sie fragen können',
  'about.data-protection': 'Fragen zu Ihren personenbezogenen Daten? Wenden Sie sich an {contact}.',
  'about.legal-basis.heading': 'Warum {organisation} das darf',
  'about.legal-basis.missing':
    'Die Organisation hat ihre Rechtsgrundlage hier nicht angegeben. Fragen können Sie {contact}.',
  'settings.heading': 'Einstellungen',
  'settings.language': 'Sprache',
  'settings.language.system': 'Wie auf dem PC ({language})',
  'settings.theme': 'Darstellung',
  'settings.theme.system': 'Wie auf dem PC',
  'settings.theme.light': 'Hell',
  'settings.theme.dark': 'Dunkel',
  'settings.kept-here': 'Ihre Auswahl wird nur auf diesem PC gespeichert.',
  'settings.version': 'Portvakt, Version {version}',
  'overview.heading': 'Was hier gilt',
  'overview.nothing': 'Auf diesem PC gilt zurzeit keine Regel zu Apps.',
  'overview.nothing-for-you': 'Sie müssen nichts tun.',
  'overview.rules.heading': 'Was jede Regel hier bewirkt',
  'overview.found': '{app} ist auf diesem PC vorhanden.',
  'overview.apps.and-more': '{app} und {count, plural, one {# weitere App} other {# weitere Apps}}',
  'overview.apps.all': 'Sie gilt für {apps}.',
  'overview.truth.heading': 'Wie die Regel auf diesem PC wirkt',
  'overview.last-contact': 'Letzter Kontakt zum Server: {at, date, moment}',
  'notices.heading': 'Mitteilungen',
  'notices.new': 'Neu',
  'notices.earlier': 'Früher',
  'notices.read': 'Gelesen',
  'notices.empty': 'Es gibt keine Mitteilungen.',
  'notices.acknowledged': 'Sie haben dies am {at, date, moment} gelesen.',
  'button.acknowledge': 'Ich habe das gelesen',
  'nav.label': 'Hauptmenü',
  'nav.overview': 'Übersicht',
  'nav.notices': 'Mitteilungen',
  'nav.requests': 'Anträge',
  'nav.about-me': 'Über mich',
  'nav.settings': 'Einstellungen',
  'window.title': 'Portvakt auf diesem PC',
  'window.skip': 'Zum Inhalt springen',
  'window.loading': 'Einen Augenblick …',
  'window.opens-browser': 'öffnet sich im Browser',
  'hint.tray':
    'Sie finden Portvakt neben der Uhr oder bei Ihren Programmen. Es meldet sich nur, wenn Sie etwas betrifft.',
  'hint.about-me':
    'Unter „Über mich“ sehen Sie alles, was gesendet wurde, und wer aus der IT nachgesehen hat.',
  'hint.dismiss': 'Verstanden',
};
