import type { GeneralMessages } from './messages.ts';

/** French. */
export const fr: GeneralMessages = {
  'notice.inform.title': 'Bon à savoir sur {app}',
  'notice.inform.body':
    '{organisation} souhaite vous informer au sujet de {app}. Vous pouvez continuer à l’utiliser.',
  'notice.warn.title': '{app} n’est pas prévu sur cet ordinateur',
  'notice.warn.body': '{organisation} vous demande de ne pas utiliser {app} sur cet ordinateur.',
  'notice.closing.title': '{app} va bientôt se fermer',
  'notice.closing.body':
    'Vous avez le temps d’enregistrer votre travail. {app} se fermera dans {seconds, plural, one {# seconde} other {# secondes}}.',
  'notice.closed.body':
    '{organisation} a décidé que {app} ne serait pas utilisé ici. C’est pourquoi l’application a été fermée après un compte à rebours. Vous n’avez rien fait de mal.',
  'notice.block.title': '{app} ne peut pas être utilisé sur cet ordinateur',
  'notice.block.body':
    '{organisation} a décidé que {app} ne serait pas utilisé ici. C’est pourquoi l’application a été arrêtée à l’ouverture. Rien n’a été perdu. Vous n’avez rien fait de mal.',
  'notice.exemption-answered.approved.title': 'Vous pouvez utiliser {app}',
  'notice.exemption-answered.approved.body':
    'Votre demande est acceptée. Vous pouvez utiliser {app} à cette fin jusqu’au {until, date, long} inclus.',
  'notice.exemption-answered.denied.title': 'Votre demande pour {app} n’a pas été acceptée',
  'notice.exemption-answered.denied.body':
    '{organisation} n’a pas accepté votre demande d’utiliser {app}. La règle reste en vigueur.',
  'notice.exemption-answered.half.title': 'Votre demande pour {app} est en cours',
  'notice.exemption-answered.half.body':
    'Une personne a accepté votre demande d’utiliser {app}. Une autre doit encore le faire.',
  'notice.exemption-answered.reason': 'La réponse : {reason}',
  'notice.exemption-ends-soon.title': 'Votre dérogation pour {app} se termine bientôt',
  'notice.exemption-ends-soon.body':
    'Vous pouvez utiliser {app} jusqu’au {until, date, long} inclus. Si vous en avez encore besoin pour votre travail, vous pouvez faire une nouvelle demande.',
  'notice.lifted.title': 'Vous pouvez de nouveau utiliser {app}',
  'notice.lifted.body': 'La règle sur {app} ne s’applique plus ici, indique {organisation}.',
  'notice.removed.title': '{app} a été désinstallé',
  'notice.removed.body':
    'Merci. {app} n’est plus installé sur cet ordinateur. Vous n’avez plus rien à faire.',
  'notice.times': 'Cela s’est produit {count, plural, one {# fois} other {# fois}}.',
  'notice.why.heading': 'Pourquoi',
  'notice.who.heading': 'Qui l’a décidé',
  'notice.basis.decision': 'Décidé par {decidedBy} le {date, date, long} ({reference}).',
  'notice.basis.law': 'Prévu par la loi : {reference}. Décidé par {decidedBy} le {date, date, long}.',
  'notice.basis.risk-assessment':
    'Décidé par {decidedBy} le {date, date, long} après une évaluation des risques ({reference}).',
  'notice.basis.advice': 'Décidé par {decidedBy} le {date, date, long} suivant cet avis : {reference}.',
  'notice.basis.unwritten':
    'Annoncé par {statedBy} le {date, date, long}. Ce n’est pas encore écrit ; cela doit l’être au plus tard le {toBeWrittenBy, date, long}.',
  'notice.review': 'La décision sera réexaminée au plus tard le {date, date, long}.',
  'notice.until.heading': 'Jusqu’à quand',
  'notice.until.date': 'Vous pouvez utiliser {app} jusqu’au {deadline, date, long} inclus.',
  'notice.until.working-days':
    'Vous pouvez utiliser {app} encore {days, plural, one {# jour ouvrable} other {# jours ouvrables}}.',
  'notice.until.working-days-and-date':
    'Vous pouvez utiliser {app} encore {days, plural, one {# jour ouvrable} other {# jours ouvrables}}, jusqu’au {deadline, date, long} inclus.',
  'notice.until.none': 'Cela s’applique dès maintenant.',
  'notice.until.inform': 'Il n’y a pas de date limite : vous pouvez continuer à utiliser {app}.',
  'notice.do.heading': 'Ce que vous pouvez faire',
  'notice.do.remove': 'Vous pouvez désinstaller {app} de cet ordinateur. Portvakt vous y aide.',
  'notice.do.remove-required':
    'Merci de désinstaller {app} avant la date limite. Ensuite, {app} ne pourra plus être ouvert.',
  'notice.do.ask': 'Avez-vous besoin de {app} pour votre travail ? Vous pouvez demander une dérogation.',
  'notice.do.cannot-ask': 'Aucune dérogation n’est accordée pour cette règle.',
  'notice.do.save': 'Enregistrez votre travail en cours.',
  'notice.do.nothing': 'Vous n’avez rien à faire.',
  'notice.instead.heading': 'Ce que vous pouvez utiliser à la place',
  'notice.removes-data':
    'La désinstallation de {app} supprime aussi ceci de l’ordinateur : {data}. Enregistrez d’abord ce que vous voulez garder.',
  'data.session': 'votre connexion',
  'data.cache': 'fichiers temporaires',
  'data.settings': 'vos paramètres',
  'data.messages': 'vos messages',
  'data.files': 'vos fichiers',
  'data.games': 'vos jeux',
  'data.profile': 'votre profil',
  'notice.nothing-lost': 'Rien n’a été modifié ni supprimé sur votre ordinateur.',
  'notice.nothing-lost.data': 'Votre compte et vos messages dans {app} sont intacts.',
  'notice.contact': 'Des questions ? Contactez {contact}.',
  'notice.reading.heading': 'En savoir plus',
  'notice.reports':
    'Sous « Ce qui a été envoyé », vous voyez tout ce qui est signalé au sujet de cet ordinateur.',
  'web.block.title': '{app} ne peut pas être utilisé sur cet ordinateur',
  'web.block.body':
    'Cette page fait partie de {app}. {organisation} a décidé que {app} ne serait pas utilisé ici. Vous n’avez rien fait de mal.',
  'web.warn.title': '{app} n’est pas prévu sur cet ordinateur',
  'web.warn.body':
    'Cette page fait partie de {app}. {organisation} vous demande de ne pas l’utiliser sur cet ordinateur.',
  'web.continue': 'Continuer, j’en ai besoin pour mon travail',
  'web.continue.means':
    'Vous pouvez alors utiliser {app} dans ce navigateur pendant {minutes, plural, one {# minute} other {# minutes}}. Il est noté que vous avez fait ce choix, pas ce que vous y faites.',
  'web.inform.continue': 'Aller sur {app}',
  'web.ask.where': 'Vous le faites dans Portvakt : cliquez sur l’icône près de l’horloge.',
  'web.open': 'Ouvrir {app}',
  'web.privacy':
    'Portvakt note la règle concernée, à peu près quand et combien de fois. L’adresse n’est jamais notée.',
  'button.remove': 'Désinstaller maintenant',
  'button.ask': 'J’en ai besoin pour mon travail',
  'button.remind': 'Me le rappeler plus tard',
  'button.close': 'Fermer',
  'button.back': 'Revenir en arrière',
  'button.send': 'Envoyer',
  'button.cancel': 'Annuler',
  'menu.status': 'Ce qui s’applique ici',
  'menu.notices':
    '{count, plural, =0 {Aucun nouveau message} one {# nouveau message} other {# nouveaux messages}}',
  'menu.requests': 'Mes demandes',
  'menu.ledger': 'Ce qui a été envoyé',
  'ask.title': 'Demander à utiliser {app}',
  'ask.purpose': 'À quelle fin en avez-vous besoin ?',
  'ask.days': 'Pendant combien de jours ?',
  'ask.sent': 'Votre demande est enregistrée et sera envoyée. Vous recevrez la réponse ici.',
  'request.waiting': 'En attente de réponse',
  'request.half-approved': 'Acceptée par une personne sur deux',
  'request.approved': 'Acceptée jusqu’au {until, date, long} inclus',
  'request.approved.no-date': 'Acceptée',
  'request.denied': 'Non acceptée',
  'reason.blocked': '{organisation} a décidé que {app} ne serait pas utilisé sur cet ordinateur.',
  'reason.warned': '{organisation} vous demande de ne pas utiliser {app} sur cet ordinateur.',
  'reason.informed': '{organisation} vous informe au sujet de {app} ; vous pouvez l’utiliser.',
  'reason.grace': 'Vous pouvez utiliser {app} jusqu’au {deadline, date, long} inclus.',
  'reason.grace-not-started': 'Le délai pour {app} commence lorsque vous avez vu le message à son sujet.',
  'reason.recommended':
    '{organisation} déconseille {app} ; {unit} n’a pas encore indiqué si cet avis est suivi.',
  'reason.adopted': '{unit} suit l’avis sur {app}.',
  'reason.declined': '{unit} a choisi de ne pas suivre l’avis sur {app}.',
  'reason.review-passed':
    'La règle sur {app} devait être réexaminée au plus tard le {date, date, long} ; d’ici là, elle est moins stricte.',
  'reason.exempt': 'Une dérogation est accordée pour {app} jusqu’au {until, date, long} inclus.',
  'reason.offline-code':
    '{app} peut être ouvert avec un avertissement jusqu’au {until, date, moment}, car vous avez reçu un code.',
  'reason.paused': 'La règle sur {app} est suspendue jusqu’au {until, date, moment}.',
  'reason.not-yet': 'La règle sur {app} s’applique à partir du {date, date, long}.',
  'reason.protected':
    'Ce programme fait partie du système ou protège l’ordinateur ; il n’est donc jamais arrêté.',
  'reason.hint-only': 'Il s’agit peut-être de {app}, mais ce n’est pas certain. Rien n’est donc arrêté.',
  'reason.not-for-this-device': 'La règle sur {app} ne concerne pas cet ordinateur.',
  'reason.unknown-feature':
    'La règle « {ban} » demande une version plus récente de Portvakt ; elle n’agit donc pas sur cet ordinateur.',
  'reason.unreadable-ban':
    'La règle « {ban} » ne peut pas être lue ; elle n’agit donc pas sur cet ordinateur.',
  'reason.fact-unknown': 'On ne sait pas si {app} se trouve sur cet ordinateur. Rien n’est donc arrêté.',
  'reason.not-found': '{app} n’a pas été trouvé sur cet ordinateur.',
  'undated.grace': 'Vous pouvez encore utiliser {app} pour le moment.',
  'undated.exempt': 'Une dérogation est accordée pour {app}.',
  'undated.paused': 'La règle sur {app} est suspendue pour le moment.',
  'undated.not-yet': 'La règle sur {app} ne s’applique pas encore.',
  'undated.review-passed':
    'La règle sur {app} devait déjà être réexaminée ; d’ici là, elle est moins stricte.',
  'status.waiting-for-organisation': 'Portvakt est installé et attend d’être relié à une organisation.',
  'status.awaiting-approval':
    'Le service informatique de {organisation} n’a pas encore approuvé cet ordinateur.',
  'status.active': 'Les règles de {organisation} s’appliquent sur cet ordinateur.',
  'status.device-revoked': 'Cet ordinateur n’est plus relié à {organisation}.',
  'status.server.connected': 'Connecté au serveur',
  'status.server.unreachable':
    'Pas de contact avec le serveur depuis le {since, date, moment}. Les règles s’appliquent comme avant.',
  'status.server.never': 'Il n’y a pas encore eu de contact avec le serveur.',
  'status.watch.announced': 'Le système prévient Portvakt lorsqu’un programme démarre.',
  'status.watch.swept': 'Portvakt regarde de temps en temps quels programmes sont ouverts.',
  'status.guard.off':
    'Aucune règle ne demande ici que Portvakt soit interrogé avant le démarrage d’un programme.',
  'status.guard.guarding': 'Portvakt est interrogé avant le démarrage d’un programme.',
  'status.guard.gap':
    'En ce moment, Portvakt n’est pas interrogé avant le démarrage d’un programme. Ce qui n’est pas autorisé est fermé juste après l’ouverture.',
  'status.guard.unsupported':
    'Sur ce PC, Portvakt ne peut pas être interrogé avant le démarrage d’un programme. Ce qui n’est pas autorisé est fermé juste après l’ouverture.',
  'status.guard.unguarded':
    'Les programmes de ces systèmes de fichiers démarrent sans que Portvakt soit interrogé : {kinds}',
  'status.release': 'Règles, version {version}, en vigueur depuis le {at, date, moment}',
  'status.waiting-events':
    '{count, plural, =0 {Rien n’attend d’être envoyé} one {# signalement attend d’être envoyé} other {# signalements attendent d’être envoyés}}',
  'truth.denied-before-start': 'Ne peut pas être ouvert',
  'truth.stopped-after-start': 'Fermé juste après son ouverture',
  'truth.warned': 'Peut être ouvert, avec un avertissement',
  'truth.reported-only': 'Peut être ouvert ; le service informatique en est informé',
  'truth.blind': 'Non visible sur cet ordinateur',
  'browsers.heading': 'Navigateurs',
  'browsers.policy.in-force': 'La stratégie s’applique',
  'browsers.policy.from-next-start': 'La stratégie s’applique au prochain démarrage',
  'browsers.policy.not-written': 'La stratégie n’a pas pu être écrite',
  'browsers.policy.unsupported': 'N’accepte pas de stratégie',
  'browsers.connected': '{connected} profils sur {profiles} ont l’extension',
  'browsers.silent':
    '{count, plural, one {# est ouvert sans l’extension} other {# sont ouverts sans l’extension}}',
  'device-class.service': 'Ordinateur de travail',
  'device-class.private': 'Ordinateur privé',
  'device-class.dedicated': 'Ordinateur réservé à un usage précis',
  'channel.native': 'Programme installé',
  'channel.store': 'Application d’une boutique',
  'channel.portable': 'Programme sans installation',
  'channel.fork': 'Autre version de la même application',
  'channel.pwa': 'Application web sur le bureau',
  'channel.web': 'Site web dans le navigateur',
  'effect.none': 'Autorisé',
  'effect.inform': 'Pour information',
  'effect.warn': 'Avertissement',
  'effect.block': 'Non autorisé',
  'layer.process-stop': 'Fermeture des programmes',
  'layer.exec-guard': 'Contrôle avant le démarrage d’un programme',
  'layer.browser-policy': 'Règles propres au navigateur',
  'layer.browser-extension': 'Extension du navigateur',
  'layer.pwa': 'Contrôle des applications web',
  'ledger.heading': 'Tout ce qui a été envoyé au sujet de cet ordinateur',
  'ledger.empty': 'Rien n’a été envoyé.',
  'ledger.intact': 'La liste est complète et inchangée.',
  'ledger.broken':
    'La liste est endommagée : des éléments peuvent manquer ou avoir été modifiés. Le service informatique peut vous aider.',
  'ledger.sent.hit.found':
    'Envoyé : {app} est installé{account, select, named {, avec votre nom d’utilisateur} other {, sans nom d’utilisateur}}.',
  'ledger.sent.hit.warned':
    'Envoyé : {app} a été ouvert avec un avertissement{account, select, named {, avec votre nom d’utilisateur} other {, sans nom d’utilisateur}}.',
  'ledger.sent.hit.continued':
    'Envoyé : vous avez continué vers {app} après un avertissement{account, select, named {, avec votre nom d’utilisateur} other {, sans nom d’utilisateur}}.',
  'ledger.sent.hit.stopped':
    'Envoyé : {app} a été arrêté{account, select, named {, avec votre nom d’utilisateur} other {, sans nom d’utilisateur}}.',
  'ledger.sent.hit.denied':
    'Envoyé : {app} a été arrêté avant son démarrage{account, select, named {, avec votre nom d’utilisateur} other {, sans nom d’utilisateur}}.',
  'ledger.sent.hit.stop-failed':
    'Envoyé : {app} n’a pas pu être arrêté{account, select, named {, avec votre nom d’utilisateur} other {, sans nom d’utilisateur}}.',
  'ledger.sent.repeats':
    'Envoyé : la même chose avec {app}, encore {count, plural, one {# fois} other {# fois}} le {day, date, long}.',
  'ledger.sent.ack': 'Envoyé : vous avez lu le message sur {app}.',
  'ledger.sent.request':
    'Envoyé : votre demande d’utiliser {app} pendant {days, plural, one {# jour} other {# jours}}, dans vos propres mots.',
  'ledger.sent.offline-code':
    'Envoyé : vous avez utilisé un code pour {app}. Il est valable jusqu’au {until, date, moment}.',
  'ledger.sent.receipt.blocked':
    'Envoyé : le résultat d’un autotest sans danger ({layer}) : il a fonctionné.',
  'ledger.sent.receipt.not-blocked':
    'Envoyé : le résultat d’un autotest sans danger ({layer}) : il n’a pas fonctionné.',
  'ledger.sent.receipt.could-not-try':
    'Envoyé : le résultat d’un autotest sans danger ({layer}) : il n’a pas pu être fait.',
  'ledger.sent.removed': 'Envoyé : {app} a été désinstallé.',
  'ledger.sent.fault': 'Envoyé : une erreur dans Portvakt même ({detail}).',
  'ledger.sent.facts':
    'Envoyé : ce qu’est cet ordinateur : son nom, son système, son modèle et la version de Portvakt.',
  'ledger.sent.facts-accounts':
    'Envoyé : de quel PC il s’agit – nom, système, modèle et version de Portvakt – et les noms des comptes qui y sont utilisés, parce que l’organisation les demande.',
  'ledger.sent.truth': 'Envoyé : dans quelle mesure chaque règle agit sur cet ordinateur.',
  'ledger.sent.refused':
    'Envoyé : une règle ou un réglage a été refusé, car on ne pouvait ni s’y fier ni l’utiliser.',
  'ledger.look': '{operator}, du service informatique, a consulté cet ordinateur : {what}.',
  'look.device': 'sa fiche',
  'look.events': 'ce qui a été signalé',
  'look.exemptions': 'ses dérogations',
  'look.prove': 'a demandé une preuve que les interdictions agissent',
  'look.rescan': 'a demandé un nouvel examen de ce qui s’y trouve',
  'ledger.preview':
    'Envoyé : oui ou non à la question de savoir si {app} est utilisé ici. La réponse est parfois changée au hasard, afin que personne ne puisse s’y fier pour un seul ordinateur.',
  'ledger.received': 'Reçu : des règles ou des réglages de l’organisation.',
  'never.heading': 'Ce que Portvakt ne signale jamais',
  'never.app-list':
    'Les applications que vous avez. Seule une application qui fait l’objet d’un avertissement ou qui n’est pas autorisée est signalée.',
  'never.browsing': 'Les sites web que vous consultez, ou ce que vous cherchez.',
  'never.titles-and-files': 'Les titres de vos fenêtres, ou les noms et emplacements de vos fichiers.',
  'never.content': 'Ce que vous écrivez, voyez ou dites : ni frappes au clavier, ni images, ni sons.',
  'never.presence': 'Quand vous travaillez. Seul le jour du dernier contact avec l’ordinateur est conservé.',
  'never.private-device':
    'Ce qui se trouve sur un ordinateur privé. Vous y recevez l’avis, et le service informatique n’en sait rien.',
  'never.before-you-know':
    'Ce qui a été trouvé avant que vous en soyez informé, sauf si 24 heures se sont écoulées.',
};
