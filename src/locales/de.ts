import type { GeneralMessages } from './messages.ts';

/** German. */
export const de: GeneralMessages = {
  'notice.inform.title': 'Gut zu wissen über {app}',
  'notice.inform.body': '{organisation} möchte Sie über {app} informieren. Sie können die App weiter nutzen.',
  'notice.warn.title': '{app} ist für diesen PC nicht vorgesehen',
  'notice.warn.body': '{organisation} bittet Sie, {app} auf diesem PC nicht zu nutzen.',
  'notice.closing.title': '{app} wird gleich geschlossen',
  'notice.closing.body':
    'Sie haben Zeit, Ihre Arbeit zu speichern. {app} wird in {seconds, plural, one {# Sekunde} other {# Sekunden}} geschlossen.',
  'notice.closed.body':
    '{organisation} hat entschieden, dass {app} hier nicht genutzt wird. Deshalb wurde die App nach einem Countdown geschlossen. Sie haben nichts falsch gemacht.',
  'notice.block.title': '{app} kann auf diesem PC nicht genutzt werden',
  'notice.block.body':
    '{organisation} hat entschieden, dass {app} hier nicht genutzt wird. Deshalb wurde die App beim Öffnen gestoppt. Es ist nichts verloren gegangen. Sie haben nichts falsch gemacht.',
  'notice.exemption-answered.approved.title': 'Sie dürfen {app} nutzen',
  'notice.exemption-answered.approved.body':
    'Ihr Antrag wurde genehmigt. Sie dürfen {app} für diesen Zweck bis einschließlich {until, date, long} nutzen.',
  'notice.exemption-answered.denied.title': 'Ihr Antrag zu {app} wurde nicht genehmigt',
  'notice.exemption-answered.denied.body':
    '{organisation} hat Ihren Antrag, {app} zu nutzen, nicht genehmigt. Die Regel gilt weiter.',
  'notice.exemption-answered.half.title': 'Ihr Antrag zu {app} ist in Bearbeitung',
  'notice.exemption-answered.half.body':
    'Eine Person hat Ihren Antrag, {app} zu nutzen, genehmigt. Eine weitere muss noch zustimmen.',
  'notice.exemption-answered.reason': 'Die Antwort lautet: {reason}',
  'notice.exemption-ends-soon.title': 'Ihre Ausnahme für {app} läuft bald ab',
  'notice.exemption-ends-soon.body':
    'Sie dürfen {app} bis einschließlich {until, date, long} nutzen. Brauchen Sie die App danach noch für die Arbeit, können Sie einen neuen Antrag stellen.',
  'notice.lifted.title': 'Sie dürfen {app} wieder nutzen',
  'notice.lifted.body': 'Die Regel zu {app} gilt hier nicht mehr, teilt {organisation} mit.',
  'notice.removed.title': '{app} wurde entfernt',
  'notice.removed.body':
    'Danke. {app} ist auf diesem PC nicht mehr installiert. Sie müssen nichts weiter tun.',
  'notice.times': 'Das ist {count, plural, one {# Mal} other {# Mal}} geschehen.',
  'notice.why.heading': 'Warum',
  'notice.who.heading': 'Wer das entschieden hat',
  'notice.basis.decision': 'Entschieden von {decidedBy} am {date, date, long} ({reference}).',
  'notice.basis.law':
    'Gesetzlich vorgeschrieben: {reference}. Entschieden von {decidedBy} am {date, date, long}.',
  'notice.basis.risk-assessment':
    'Entschieden von {decidedBy} am {date, date, long} nach einer Risikobewertung ({reference}).',
  'notice.basis.advice':
    'Entschieden von {decidedBy} am {date, date, long} nach dieser Empfehlung: {reference}.',
  'notice.basis.unwritten':
    'Mitgeteilt von {statedBy} am {date, date, long}. Es ist noch nicht schriftlich festgehalten; das soll bis zum {toBeWrittenBy, date, long} geschehen.',
  'notice.review': 'Die Entscheidung wird bis zum {date, date, long} erneut geprüft.',
  'notice.until.heading': 'Bis wann',
  'notice.until.date': 'Sie können {app} bis einschließlich {deadline, date, long} nutzen.',
  'notice.until.working-days':
    'Sie können {app} noch {days, plural, one {# Arbeitstag} other {# Arbeitstage}} nutzen.',
  'notice.until.working-days-and-date':
    'Sie können {app} noch {days, plural, one {# Arbeitstag} other {# Arbeitstage}} nutzen, bis einschließlich {deadline, date, long}.',
  'notice.until.none': 'Das gilt ab jetzt.',
  'notice.until.inform': 'Es gibt keine Frist: Sie können {app} weiter nutzen.',
  'notice.do.heading': 'Was Sie tun können',
  'notice.do.remove': 'Sie können {app} von diesem PC entfernen. Portvakt hilft Ihnen dabei.',
  'notice.do.remove-required':
    'Bitte entfernen Sie {app} vor Ablauf der Frist. Danach lässt sich {app} nicht mehr öffnen.',
  'notice.do.ask': 'Brauchen Sie {app} für die Arbeit? Dann können Sie eine Ausnahme beantragen.',
  'notice.do.cannot-ask': 'Von dieser Regel gibt es keine Ausnahmen.',
  'notice.do.save': 'Speichern Sie, woran Sie gerade arbeiten.',
  'notice.do.nothing': 'Sie müssen nichts tun.',
  'notice.instead.heading': 'Was Sie stattdessen nutzen können',
  'notice.removes-data':
    'Wird {app} entfernt, wird auch dies vom PC gelöscht: {data}. Sichern Sie vorher, was Sie behalten möchten.',
  'data.session': 'Ihre Anmeldung',
  'data.cache': 'temporäre Dateien',
  'data.settings': 'Ihre Einstellungen',
  'data.messages': 'Ihre Nachrichten',
  'data.files': 'Ihre Dateien',
  'data.games': 'Ihre Spiele',
  'data.profile': 'Ihr Profil',
  'notice.nothing-lost': 'Auf Ihrem PC wurde nichts geändert oder gelöscht.',
  'notice.nothing-lost.data': 'Ihr Konto und Ihre Nachrichten in {app} sind unverändert.',
  'notice.contact': 'Fragen? Wenden Sie sich an {contact}.',
  'notice.reading.heading': 'Mehr dazu',
  'notice.reports': 'Unter „Was gesendet wurde“ sehen Sie alles, was über diesen PC gemeldet wird.',
  'web.block.title': '{app} kann auf diesem PC nicht genutzt werden',
  'web.block.body':
    'Diese Seite gehört zu {app}. {organisation} hat entschieden, dass {app} hier nicht genutzt wird. Sie haben nichts falsch gemacht.',
  'web.warn.title': '{app} ist für diesen PC nicht vorgesehen',
  'web.warn.body':
    'Diese Seite gehört zu {app}. {organisation} bittet Sie, sie auf diesem PC nicht zu nutzen.',
  'web.continue': 'Weiter, ich brauche es für die Arbeit',
  'web.continue.means':
    'Sie können {app} dann in diesem Browser {minutes, plural, one {# Minute} other {# Minuten}} lang verwenden. Vermerkt wird, dass Sie sich dafür entschieden haben, nicht was Sie dort tun.',
  'web.inform.continue': 'Weiter zu {app}',
  'web.ask.where': 'Das tun Sie in Portvakt: Klicken Sie auf das Symbol neben der Uhr.',
  'web.open': '{app} öffnen',
  'web.privacy':
    'Portvakt vermerkt, um welche Regel es geht, ungefähr wann und wie oft. Die Adresse wird nie vermerkt.',
  'button.remove': 'Jetzt entfernen',
  'button.ask': 'Ich brauche das für die Arbeit',
  'button.remind': 'Später erinnern',
  'button.close': 'Schließen',
  'button.back': 'Zurück',
  'button.send': 'Absenden',
  'button.cancel': 'Abbrechen',
  'menu.status': 'Was hier gilt',
  'menu.notices':
    '{count, plural, =0 {Keine neuen Mitteilungen} one {# neue Mitteilung} other {# neue Mitteilungen}}',
  'menu.requests': 'Meine Anträge',
  'menu.ledger': 'Was gesendet wurde',
  'ask.title': 'Nutzung von {app} beantragen',
  'ask.purpose': 'Wofür brauchen Sie die App?',
  'ask.days': 'Für wie viele Tage?',
  'ask.sent': 'Ihr Antrag ist gespeichert und wird gesendet. Die Antwort erhalten Sie hier.',
  'request.waiting': 'Wartet auf Antwort',
  'request.half-approved': 'Von einer von zwei Personen genehmigt',
  'request.approved': 'Genehmigt bis einschließlich {until, date, long}',
  'request.approved.no-date': 'Genehmigt',
  'request.denied': 'Nicht genehmigt',
  'reason.blocked': '{organisation} hat entschieden, dass {app} auf diesem PC nicht genutzt wird.',
  'reason.warned': '{organisation} bittet Sie, {app} auf diesem PC nicht zu nutzen.',
  'reason.informed': '{organisation} informiert über {app}; Sie können die App nutzen.',
  'reason.grace': 'Sie können {app} bis einschließlich {deadline, date, long} nutzen.',
  'reason.grace-not-started': 'Die Frist für {app} beginnt, wenn Sie die Mitteilung dazu gesehen haben.',
  'reason.recommended':
    '{organisation} rät von {app} ab; {unit} hat noch nicht mitgeteilt, ob die Empfehlung befolgt wird.',
  'reason.adopted': '{unit} folgt der Empfehlung zu {app}.',
  'reason.declined': '{unit} hat sich entschieden, der Empfehlung zu {app} nicht zu folgen.',
  'reason.review-passed':
    'Die Regel zu {app} sollte bis zum {date, date, long} erneut geprüft werden; bis das geschehen ist, ist sie milder.',
  'reason.exempt': 'Für {app} gilt eine Ausnahme bis einschließlich {until, date, long}.',
  'reason.offline-code':
    '{app} kann bis zum {until, date, moment} mit einer Warnung geöffnet werden, weil Sie einen Code erhalten haben.',
  'reason.paused': 'Die Regel zu {app} ist bis zum {until, date, moment} ausgesetzt.',
  'reason.not-yet': 'Die Regel zu {app} gilt ab dem {date, date, long}.',
  'reason.protected': 'Dieses Programm gehört zum System oder schützt den PC; deshalb wird es nie beendet.',
  'reason.hint-only': 'Das könnte {app} sein, sicher ist es aber nicht. Deshalb wird nichts beendet.',
  'reason.not-for-this-device': 'Die Regel zu {app} ist nicht für diesen PC bestimmt.',
  'reason.unknown-feature':
    'Die Regel „{ban}“ braucht eine neuere Version von Portvakt und wirkt deshalb auf diesem PC nicht.',
  'reason.unreadable-ban':
    'Die Regel „{ban}“ kann nicht gelesen werden und wirkt deshalb auf diesem PC nicht.',
  'reason.fact-unknown':
    'Es ist nicht bekannt, ob {app} auf diesem PC vorhanden ist. Deshalb wird nichts beendet.',
  'reason.not-found': '{app} wurde auf diesem PC nicht gefunden.',
  'undated.grace': 'Sie können {app} vorerst weiter nutzen.',
  'undated.exempt': 'Für {app} gilt eine Ausnahme.',
  'undated.paused': 'Die Regel zu {app} ist vorerst ausgesetzt.',
  'undated.not-yet': 'Die Regel zu {app} gilt noch nicht.',
  'undated.review-passed':
    'Die Regel zu {app} sollte bereits erneut geprüft sein; bis das geschehen ist, ist sie milder.',
  'status.waiting-for-organisation':
    'Portvakt ist installiert und wartet darauf, mit einer Organisation verbunden zu werden.',
  'status.awaiting-approval': 'Die IT von {organisation} hat diesen PC noch nicht freigegeben.',
  'status.active': 'Auf diesem PC gelten die Regeln von {organisation}.',
  'status.device-revoked': 'Dieser PC ist nicht mehr mit {organisation} verbunden.',
  'status.server.connected': 'Mit dem Server verbunden',
  'status.server.unreachable':
    'Kein Kontakt zum Server seit dem {since, date, moment}. Die Regeln gelten weiter wie bisher.',
  'status.server.never': 'Es gab noch keinen Kontakt zum Server.',
  'status.watch.announced': 'Das System teilt Portvakt mit, wenn ein Programm startet.',
  'status.watch.swept': 'Portvakt sieht von Zeit zu Zeit nach, welche Programme laufen.',
  'status.guard.off': 'Keine Regel verlangt hier, dass Portvakt vor dem Start eines Programms gefragt wird.',
  'status.guard.guarding': 'Portvakt wird gefragt, bevor ein Programm startet.',
  'status.guard.gap':
    'Im Moment wird Portvakt nicht gefragt, bevor ein Programm startet. Was nicht erlaubt ist, wird gleich nach dem Öffnen geschlossen.',
  'status.guard.unsupported':
    'Portvakt kann auf diesem PC nicht gefragt werden, bevor ein Programm startet. Was nicht erlaubt ist, wird gleich nach dem Öffnen geschlossen.',
  'status.guard.unguarded':
    'Programme von diesen Dateisystemen starten, ohne dass Portvakt gefragt wird: {kinds}',
  'status.release': 'Regeln, Version {version}, in Kraft seit dem {at, date, moment}',
  'status.waiting-events':
    '{count, plural, =0 {Nichts wartet auf den Versand} one {# Meldung wartet auf den Versand} other {# Meldungen warten auf den Versand}}',
  'truth.denied-before-start': 'Lässt sich nicht öffnen',
  'truth.stopped-after-start': 'Wird gleich nach dem Öffnen geschlossen',
  'truth.warned': 'Lässt sich öffnen, mit einem Hinweis',
  'truth.reported-only': 'Lässt sich öffnen; die IT erfährt davon',
  'truth.blind': 'Auf diesem PC nicht zu erkennen',
  'browsers.heading': 'Browser',
  'browsers.policy.in-force': 'Die Richtlinie gilt',
  'browsers.policy.from-next-start': 'Die Richtlinie gilt ab dem nächsten Start',
  'browsers.policy.not-written': 'Die Richtlinie konnte nicht geschrieben werden',
  'browsers.policy.unsupported': 'Nimmt keine Richtlinie an',
  'browsers.connected': '{connected} von {profiles} Profilen haben die Erweiterung',
  'browsers.silent':
    '{count, plural, one {# läuft ohne die Erweiterung} other {# laufen ohne die Erweiterung}}',
  'device-class.service': 'Dienst-PC',
  'device-class.private': 'Privater PC',
  'device-class.dedicated': 'PC für einen bestimmten Zweck',
  'channel.native': 'Installiertes Programm',
  'channel.store': 'App aus einem Store',
  'channel.portable': 'Programm ohne Installation',
  'channel.fork': 'Andere Ausgabe derselben App',
  'channel.pwa': 'Web-App auf dem Desktop',
  'channel.web': 'Website im Browser',
  'effect.none': 'Erlaubt',
  'effect.inform': 'Hinweis',
  'effect.warn': 'Warnung',
  'effect.block': 'Nicht erlaubt',
  'layer.process-stop': 'Schließen von Programmen',
  'layer.exec-guard': 'Prüfung vor dem Start eines Programms',
  'layer.browser-policy': 'Eigene Regeln des Browsers',
  'layer.browser-extension': 'Browser-Erweiterung',
  'layer.pwa': 'Prüfung von Web-Apps',
  'ledger.heading': 'Alles, was über diesen PC gesendet wurde',
  'ledger.empty': 'Es wurde nichts gesendet.',
  'ledger.intact': 'Die Liste ist vollständig und unverändert.',
  'ledger.broken':
    'Die Liste ist beschädigt: Es kann etwas fehlen oder geändert sein. Die IT kann Ihnen helfen.',
  'ledger.sent.hit.found':
    'Gesendet: {app} ist installiert{account, select, named {, mit Ihrem Benutzernamen} other {, ohne Benutzernamen}}.',
  'ledger.sent.hit.warned':
    'Gesendet: {app} wurde mit einem Hinweis geöffnet{account, select, named {, mit Ihrem Benutzernamen} other {, ohne Benutzernamen}}.',
  'ledger.sent.hit.continued':
    'Gesendet: Sie sind nach einem Hinweis zu {app} weitergegangen{account, select, named {, mit Ihrem Benutzernamen} other {, ohne Benutzernamen}}.',
  'ledger.sent.hit.stopped':
    'Gesendet: {app} wurde beendet{account, select, named {, mit Ihrem Benutzernamen} other {, ohne Benutzernamen}}.',
  'ledger.sent.hit.denied':
    'Gesendet: {app} wurde vor dem Start gestoppt{account, select, named {, mit Ihrem Benutzernamen} other {, ohne Benutzernamen}}.',
  'ledger.sent.hit.stop-failed':
    'Gesendet: {app} konnte nicht beendet werden{account, select, named {, mit Ihrem Benutzernamen} other {, ohne Benutzernamen}}.',
  'ledger.sent.repeats':
    'Gesendet: dasselbe mit {app}, noch {count, plural, one {# Mal} other {# Mal}} am {day, date, long}.',
  'ledger.sent.ack': 'Gesendet: Sie haben die Mitteilung zu {app} gelesen.',
  'ledger.sent.request':
    'Gesendet: Ihr Antrag, {app} {days, plural, one {# Tag} other {# Tage}} zu nutzen, in Ihren eigenen Worten.',
  'ledger.sent.offline-code':
    'Gesendet: Sie haben einen Code für {app} verwendet. Er gilt bis zum {until, date, moment}.',
  'ledger.sent.receipt.blocked':
    'Gesendet: das Ergebnis eines harmlosen Selbsttests ({layer}): er war erfolgreich.',
  'ledger.sent.receipt.not-blocked':
    'Gesendet: das Ergebnis eines harmlosen Selbsttests ({layer}): er war nicht erfolgreich.',
  'ledger.sent.receipt.could-not-try':
    'Gesendet: das Ergebnis eines harmlosen Selbsttests ({layer}): er war nicht möglich.',
  'ledger.sent.removed': 'Gesendet: {app} wurde entfernt.',
  'ledger.sent.fault': 'Gesendet: ein Fehler in Portvakt selbst ({detail}).',
  'ledger.sent.facts':
    'Gesendet: was für ein PC dies ist: Name, System, Modell und die Version von Portvakt.',
  'ledger.sent.facts-accounts':
    'Gesendet: was für ein PC dies ist – Name, System, Modell und die Version von Portvakt – und die Namen der Konten, die darauf benutzt werden, weil die Organisation danach fragt.',
  'ledger.sent.truth': 'Gesendet: wie weit jede Regel auf diesem PC wirkt.',
  'ledger.sent.refused':
    'Gesendet: Eine Regel oder Einstellung wurde abgelehnt, weil ihr nicht zu trauen oder sie nicht zu gebrauchen war.',
  'ledger.look': '{operator} aus der IT hat diesen PC angesehen: {what}.',
  'look.device': 'seine Angaben',
  'look.events': 'was gemeldet wurde',
  'look.exemptions': 'seine Ausnahmen',
  'look.prove': 'bat um einen Nachweis, dass die Verbote wirken',
  'look.rescan': 'bat um eine neue Prüfung dessen, was darauf ist',
  'ledger.preview':
    'Gesendet: ja oder nein auf die Frage, ob {app} hier genutzt wird. Die Antwort wird manchmal zufällig geändert, damit sich niemand bei einem einzelnen PC darauf verlassen kann.',
  'ledger.received': 'Erhalten: Regeln oder Einstellungen der Organisation.',
  'never.heading': 'Was Portvakt nie meldet',
  'never.app-list':
    'Welche Apps Sie haben. Gemeldet wird nur eine App, vor der eine Regel warnt oder die nicht erlaubt ist.',
  'never.browsing': 'Welche Websites Sie besuchen oder wonach Sie suchen.',
  'never.titles-and-files': 'Die Titel Ihrer Fenster, oder wie Ihre Dateien heißen und wo sie liegen.',
  'never.content': 'Was Sie schreiben, sehen oder sagen: keine Tastatureingaben, Bilder oder Töne.',
  'never.presence': 'Wann Sie arbeiten. Gespeichert wird nur der Tag, an dem der PC zuletzt Kontakt hatte.',
  'never.private-device':
    'Was sich auf einem privaten PC befindet. Dort erhalten Sie die Empfehlung, und die IT erfährt nichts davon.',
  'never.before-you-know':
    'Was gefunden wurde, bevor Sie davon wussten, es sei denn, es sind 24 Stunden vergangen.',
};
