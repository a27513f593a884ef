import type { GeneralMessages } from './messages.ts';

/** Dutch. */
export const nl: GeneralMessages = {
  'notice.inform.title': 'Goed om te weten over {app}',
  'notice.inform.body': '{organisation} wil je iets vertellen over {app}. Je mag de app blijven gebruiken.',
  'notice.warn.title': '{app} hoort niet op deze pc',
  'notice.warn.body': '{organisation} vraagt je om {app} niet te gebruiken op deze pc.',
  'notice.closing.title': '{app} wordt zo gesloten',
  'notice.closing.body':
    'Je hebt tijd om je werk op te slaan. {app} wordt gesloten over {seconds, plural, one {# seconde} other {# seconden}}.',
  'notice.closed.body':
    '{organisation} heeft beslist dat {app} hier niet wordt gebruikt. Daarom is de app na het aftellen gesloten. Je hebt niets verkeerd gedaan.',
  'notice.block.title': '{app} kan niet worden gebruikt op deze pc',
  'notice.block.body':
    '{organisation} heeft beslist dat {app} hier niet wordt gebruikt. Daarom is de app bij het openen tegengehouden. Er is niets verloren gegaan. Je hebt niets verkeerd gedaan.',
  'notice.exemption-answered.approved.title': 'Je mag {app} gebruiken',
  'notice.exemption-answered.approved.body':
    'Je aanvraag is goedgekeurd. Je mag {app} voor dit doel gebruiken tot en met {until, date, long}.',
  'notice.exemption-answered.denied.title': 'Je aanvraag voor {app} is niet goedgekeurd',
  'notice.exemption-answered.denied.body':
    '{organisation} heeft je aanvraag om {app} te gebruiken niet goedgekeurd. De regel blijft gelden.',
  'notice.exemption-answered.half.title': 'Je aanvraag voor {app} is in behandeling',
  'notice.exemption-answered.half.body':
    'Eén persoon heeft je aanvraag om {app} te gebruiken goedgekeurd. Nog één persoon moet dat doen.',
  'notice.exemption-answered.reason': 'Het antwoord luidt: {reason}',
  'notice.exemption-ends-soon.title': 'Je uitzondering voor {app} loopt bijna af',
  'notice.exemption-ends-soon.body':
    'Je mag {app} gebruiken tot en met {until, date, long}. Heb je de app daarna nog nodig voor je werk, dan kun je een nieuwe aanvraag doen.',
  'notice.lifted.title': 'Je mag {app} weer gebruiken',
  'notice.lifted.body': 'De regel over {app} geldt hier niet meer, meldt {organisation}.',
  'notice.removed.title': '{app} is verwijderd',
  'notice.removed.body': 'Bedankt. {app} staat niet meer op deze pc. Je hoeft verder niets te doen.',
  'notice.times': 'Dit is {count, plural, one {# keer} other {# keer}} gebeurd.',
  'notice.why.heading': 'Waarom',
  'notice.who.heading': 'Wie heeft dit beslist',
  'notice.basis.decision': 'Beslist door {decidedBy} op {date, date, long} ({reference}).',
  'notice.basis.law': 'Volgt uit de wet: {reference}. Beslist door {decidedBy} op {date, date, long}.',
  'notice.basis.risk-assessment':
    'Beslist door {decidedBy} op {date, date, long} na een risicobeoordeling ({reference}).',
  'notice.basis.advice': 'Beslist door {decidedBy} op {date, date, long} volgens dit advies: {reference}.',
  'notice.basis.unwritten':
    'Meegedeeld door {statedBy} op {date, date, long}. Het staat nog niet op papier; dat gebeurt uiterlijk op {toBeWrittenBy, date, long}.',
  'notice.review': 'De beslissing wordt uiterlijk op {date, date, long} opnieuw bekeken.',
  'notice.until.heading': 'Tot wanneer',
  'notice.until.date': 'Je mag {app} gebruiken tot en met {deadline, date, long}.',
  'notice.until.working-days':
    'Je mag {app} nog {days, plural, one {# werkdag} other {# werkdagen}} gebruiken.',
  'notice.until.working-days-and-date':
    'Je mag {app} nog {days, plural, one {# werkdag} other {# werkdagen}} gebruiken, tot en met {deadline, date, long}.',
  'notice.until.none': 'Dit geldt nu.',
  'notice.until.inform': 'Er is geen einddatum: je mag {app} blijven gebruiken.',
  'notice.do.heading': 'Wat je kunt doen',
  'notice.do.remove': 'Je kunt {app} van deze pc verwijderen. Portvakt helpt je daarbij.',
  'notice.do.remove-required':
    'Verwijder {app} vóór de einddatum. Daarna kan {app} niet meer worden geopend.',
  'notice.do.ask': 'Heb je {app} nodig voor je werk? Dan kun je een uitzondering aanvragen.',
  'notice.do.cannot-ask': 'Op deze regel worden geen uitzonderingen gemaakt.',
  'notice.do.save': 'Sla op waar je mee bezig bent.',
  'notice.do.nothing': 'Je hoeft niets te doen.',
  'notice.instead.heading': 'Wat je in de plaats kunt gebruiken',
  'notice.removes-data':
    'Als {app} wordt verwijderd, verdwijnt ook dit van de pc: {data}. Bewaar eerst wat je wilt houden.',
  'data.session': 'je aanmelding',
  'data.cache': 'tijdelijke bestanden',
  'data.settings': 'je instellingen',
  'data.messages': 'je berichten',
  'data.files': 'je bestanden',
  'data.games': 'je spellen',
  'data.profile': 'je profiel',
  'notice.nothing-lost': 'Er is niets op je pc veranderd of gewist.',
  'notice.nothing-lost.data': 'Er is niets veranderd aan je account en je berichten in {app}.',
  'notice.contact': 'Vragen? Neem contact op met {contact}.',
  'notice.reading.heading': 'Meer lezen',
  'notice.reports': 'Onder ‘Wat is verzonden’ zie je alles wat over deze pc wordt gemeld.',
  'web.block.title': '{app} kan niet worden gebruikt op deze pc',
  'web.block.body':
    'Deze pagina hoort bij {app}. {organisation} heeft beslist dat {app} hier niet wordt gebruikt. Je hebt niets verkeerd gedaan.',
  'web.warn.title': '{app} hoort niet op deze pc',
  'web.warn.body':
    'Deze pagina hoort bij {app}. {organisation} vraagt je om die niet te gebruiken op deze pc.',
  'web.continue': 'Doorgaan, ik heb het nodig voor mijn werk',
  'web.continue.means':
    'Je kunt {app} dan in deze browser {minutes, plural, one {# minuut} other {# minuten}} gebruiken. Er wordt genoteerd dat je hiervoor koos, niet wat je er doet.',
  'web.inform.continue': 'Verder naar {app}',
  'web.ask.where': 'Dat doe je in Portvakt: klik op het pictogram bij de klok.',
  'web.open': '{app} openen',
  'web.privacy':
    'Portvakt noteert om welke regel het gaat, ongeveer wanneer en hoe vaak. Het adres wordt nooit genoteerd.',
  'button.remove': 'Nu verwijderen',
  'button.ask': 'Ik heb dit nodig voor mijn werk',
  'button.remind': 'Herinner me later',
  'button.close': 'Sluiten',
  'button.back': 'Terug',
  'button.send': 'Versturen',
  'button.cancel': 'Annuleren',
  'menu.status': 'Wat hier geldt',
  'menu.notices':
    '{count, plural, =0 {Geen nieuwe berichten} one {# nieuw bericht} other {# nieuwe berichten}}',
  'menu.requests': 'Mijn aanvragen',
  'menu.ledger': 'Wat is verzonden',
  'ask.title': 'Vragen om {app} te gebruiken',
  'ask.purpose': 'Waarvoor heb je het nodig?',
  'ask.days': 'Hoeveel dagen?',
  'ask.sent': 'Je aanvraag is bewaard en wordt verzonden. Je krijgt hier antwoord.',
  'request.waiting': 'Wacht op antwoord',
  'request.half-approved': 'Goedgekeurd door één van twee',
  'request.approved': 'Goedgekeurd tot en met {until, date, long}',
  'request.approved.no-date': 'Goedgekeurd',
  'request.denied': 'Niet goedgekeurd',
  'reason.blocked': '{organisation} heeft beslist dat {app} niet wordt gebruikt op deze pc.',
  'reason.warned': '{organisation} vraagt je om {app} niet te gebruiken op deze pc.',
  'reason.informed': '{organisation} geeft informatie over {app}; je mag de app gebruiken.',
  'reason.grace': 'Je mag {app} gebruiken tot en met {deadline, date, long}.',
  'reason.grace-not-started': 'De termijn voor {app} begint wanneer je het bericht erover hebt gezien.',
  'reason.recommended':
    '{organisation} raadt {app} af; {unit} heeft nog niet gezegd of het advies wordt gevolgd.',
  'reason.adopted': '{unit} volgt het advies over {app}.',
  'reason.declined': '{unit} heeft ervoor gekozen het advies over {app} niet te volgen.',
  'reason.review-passed':
    'De regel over {app} moest uiterlijk op {date, date, long} opnieuw worden bekeken; tot dat gebeurd is, is hij milder.',
  'reason.exempt': 'Er is een uitzondering voor {app} tot en met {until, date, long}.',
  'reason.offline-code':
    '{app} kan met een waarschuwing worden geopend tot {until, date, moment}, omdat je een code hebt gekregen.',
  'reason.paused': 'De regel over {app} is onderbroken tot {until, date, moment}.',
  'reason.not-yet': 'De regel over {app} geldt vanaf {date, date, long}.',
  'reason.protected': 'Dit programma hoort bij het systeem of beschermt de pc en wordt daarom nooit gestopt.',
  'reason.hint-only': 'Dit kan {app} zijn, maar dat is niet zeker. Daarom wordt niets gestopt.',
  'reason.not-for-this-device': 'De regel over {app} is niet bedoeld voor deze pc.',
  'reason.unknown-feature':
    'De regel ‘{ban}’ heeft een nieuwere versie van Portvakt nodig en werkt daarom niet op deze pc.',
  'reason.unreadable-ban': 'De regel ‘{ban}’ kan niet worden gelezen en werkt daarom niet op deze pc.',
  'reason.fact-unknown': 'Het is niet bekend of {app} op deze pc staat. Daarom wordt niets gestopt.',
  'reason.not-found': '{app} is niet gevonden op deze pc.',
  'undated.grace': 'Je mag {app} voorlopig blijven gebruiken.',
  'undated.exempt': 'Er is een uitzondering voor {app}.',
  'undated.paused': 'De regel over {app} is voorlopig onderbroken.',
  'undated.not-yet': 'De regel over {app} geldt nog niet.',
  'undated.review-passed':
    'De regel over {app} moest al opnieuw zijn bekeken; tot dat gebeurd is, is hij milder.',
  'status.waiting-for-organisation':
    'Portvakt is geïnstalleerd en wacht om met een organisatie te worden verbonden.',
  'status.awaiting-approval': 'De IT-dienst van {organisation} heeft deze pc nog niet goedgekeurd.',
  'status.active': 'De regels van {organisation} gelden op deze pc.',
  'status.device-revoked': 'Deze pc is niet meer verbonden met {organisation}.',
  'status.server.connected': 'Verbonden met de server',
  'status.server.unreachable':
    'Geen contact met de server sinds {since, date, moment}. De regels blijven gelden zoals voorheen.',
  'status.server.never': 'Er is nog geen contact geweest met de server.',
  'status.watch.announced': 'Het systeem laat Portvakt weten wanneer een programma start.',
  'status.watch.swept': 'Portvakt kijkt af en toe welke programma’s actief zijn.',
  'status.guard.off': 'Geen regel vraagt hier dat Portvakt meekijkt voordat een programma start.',
  'status.guard.guarding': 'Portvakt beslist mee voordat een programma start.',
  'status.guard.gap':
    'Op dit moment beslist Portvakt niet mee voordat een programma start. Wat niet is toegestaan, wordt meteen na het openen gesloten.',
  'status.guard.unsupported':
    'Op deze pc kan Portvakt niet meebeslissen voordat een programma start. Wat niet is toegestaan, wordt meteen na het openen gesloten.',
  'status.guard.unguarded':
    'Programma’s van deze bestandssystemen starten zonder dat Portvakt meebeslist: {kinds}',
  'status.release': 'Regels, versie {version}, in gebruik sinds {at, date, moment}',
  'status.waiting-events':
    '{count, plural, =0 {Er wacht niets op verzending} one {# melding wacht op verzending} other {# meldingen wachten op verzending}}',
  'truth.denied-before-start': 'Kan niet worden geopend',
  'truth.stopped-after-start': 'Wordt meteen na het openen gesloten',
  'truth.warned': 'Kan worden geopend, met een waarschuwing',
  'truth.reported-only': 'Kan worden geopend; de IT-dienst krijgt het te horen',
  'truth.blind': 'Niet te zien op deze pc',
  'browsers.heading': 'Browsers op deze pc',
  'browsers.policy.in-force': 'Het beleid geldt',
  'browsers.policy.from-next-start': 'Het beleid geldt vanaf de volgende start',
  'browsers.policy.not-written': 'Het beleid kon niet worden geschreven',
  'browsers.policy.unsupported': 'Neemt geen beleid aan',
  'browsers.connected': '{connected} van {profiles} profielen hebben de extensie',
  'browsers.silent':
    '{count, plural, one {# draait zonder de extensie} other {# draaien zonder de extensie}}',
  'device-class.service': 'Werk-pc',
  'device-class.private': 'Privé-pc',
  'device-class.dedicated': 'Pc voor één bepaald doel',
  'channel.native': 'Geïnstalleerd programma',
  'channel.store': 'App uit een winkel',
  'channel.portable': 'Programma zonder installatie',
  'channel.fork': 'Andere uitgave van dezelfde app',
  'channel.pwa': 'Webapp op het bureaublad',
  'channel.web': 'Website in de browser',
  'effect.none': 'Toegestaan',
  'effect.inform': 'Informatie',
  'effect.warn': 'Waarschuwing',
  'effect.block': 'Niet toegestaan',
  'layer.process-stop': 'Sluiten van programma’s',
  'layer.exec-guard': 'Controle voordat een programma start',
  'layer.browser-policy': 'Eigen regels van de browser',
  'layer.browser-extension': 'Browserextensie',
  'layer.pwa': 'Controle van webapps',
  'ledger.heading': 'Alles wat over deze pc is verzonden',
  'ledger.empty': 'Er is niets verzonden.',
  'ledger.intact': 'De lijst is volledig en ongewijzigd.',
  'ledger.broken':
    'De lijst is beschadigd: er kan iets ontbreken of veranderd zijn. De IT-dienst kan je helpen.',
  'ledger.sent.hit.found':
    'Verzonden: {app} is geïnstalleerd{account, select, named {, met je gebruikersnaam} other {, zonder gebruikersnaam}}.',
  'ledger.sent.hit.warned':
    'Verzonden: {app} is geopend met een waarschuwing{account, select, named {, met je gebruikersnaam} other {, zonder gebruikersnaam}}.',
  'ledger.sent.hit.continued':
    'Verzonden: je ging na een waarschuwing verder naar {app}{account, select, named {, met je gebruikersnaam} other {, zonder gebruikersnaam}}.',
  'ledger.sent.hit.stopped':
    'Verzonden: {app} is gestopt{account, select, named {, met je gebruikersnaam} other {, zonder gebruikersnaam}}.',
  'ledger.sent.hit.denied':
    'Verzonden: {app} is tegengehouden voor de start{account, select, named {, met je gebruikersnaam} other {, zonder gebruikersnaam}}.',
  'ledger.sent.hit.stop-failed':
    'Verzonden: {app} kon niet worden gestopt{account, select, named {, met je gebruikersnaam} other {, zonder gebruikersnaam}}.',
  'ledger.sent.repeats':
    'Verzonden: hetzelfde met {app}, nog {count, plural, one {# keer} other {# keer}} op {day, date, long}.',
  'ledger.sent.ack': 'Verzonden: je hebt het bericht over {app} gelezen.',
  'ledger.sent.request':
    'Verzonden: je aanvraag om {app} {days, plural, one {# dag} other {# dagen}} te gebruiken, in je eigen woorden.',
  'ledger.sent.offline-code':
    'Verstuurd: je hebt een code voor {app} gebruikt. Die geldt tot {until, date, moment}.',
  'ledger.sent.receipt.blocked':
    'Verzonden: het resultaat van een onschuldige zelftest ({layer}): die werkte.',
  'ledger.sent.receipt.not-blocked':
    'Verzonden: het resultaat van een onschuldige zelftest ({layer}): die werkte niet.',
  'ledger.sent.receipt.could-not-try':
    'Verzonden: het resultaat van een onschuldige zelftest ({layer}): die kon niet worden uitgevoerd.',
  'ledger.sent.removed': 'Verzonden: {app} is verwijderd.',
  'ledger.sent.fault': 'Verzonden: een fout in Portvakt zelf ({detail}).',
  'ledger.sent.facts': 'Verzonden: wat voor pc dit is: naam, systeem, model en de versie van Portvakt.',
  'ledger.sent.facts-accounts':
    'Verzonden: wat voor pc dit is – naam, systeem, model en de versie van Portvakt – en de namen van de accounts die erop worden gebruikt, omdat de organisatie daarom vraagt.',
  'ledger.sent.truth': 'Verzonden: in hoeverre elke regel op deze pc werkt.',
  'ledger.sent.refused':
    'Verzonden: een regel of instelling is geweigerd omdat die niet te vertrouwen of te gebruiken was.',
  'ledger.look': '{operator} van de IT-dienst heeft deze pc bekeken: {what}.',
  'look.device': 'de gegevens ervan',
  'look.events': 'wat is gemeld',
  'look.exemptions': 'de uitzonderingen',
  'look.prove': 'vroeg om een bewijs dat de verboden werken',
  'look.rescan': 'vroeg om opnieuw te kijken wat erop staat',
  'ledger.preview':
    'Verzonden: ja of nee op de vraag of {app} hier wordt gebruikt. Het antwoord wordt soms willekeurig veranderd, zodat niemand er voor één pc op kan vertrouwen.',
  'ledger.received': 'Ontvangen: regels of instellingen van de organisatie.',
  'never.heading': 'Wat Portvakt nooit meldt',
  'never.app-list':
    'Welke apps je hebt. Alleen een app waarvoor een regel waarschuwt of die niet is toegestaan, wordt gemeld.',
  'never.browsing': 'Welke websites je bezoekt of wat je zoekt.',
  'never.titles-and-files': 'De titels van je vensters, of hoe je bestanden heten en waar ze staan.',
  'never.content': 'Wat je schrijft, ziet of zegt: geen toetsaanslagen, beelden of geluid.',
  'never.presence':
    'Wanneer je aan het werk bent. Alleen de dag van het laatste contact met de pc wordt bewaard.',
  'never.private-device':
    'Iets dat op een privé-pc staat. Daar krijg je het advies, en de IT-dienst hoort er niets over.',
  'never.before-you-know': 'Iets dat werd gevonden voordat je het wist, tenzij er 24 uur voorbij zijn.',
};
