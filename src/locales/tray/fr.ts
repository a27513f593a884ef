import type { TrayMessages } from './tray-messages.ts';

/** French. */
export const trayFr: TrayMessages = {
  'tray.fine': 'Portvakt : vous n’avez rien à faire',
  'tray.waiting': 'Portvakt : {count, plural, one {# message} other {# messages}} pour vous',
  'tray.blocked': 'Portvakt : {app} ne peut pas être utilisé ici',
  'tray.cannot-check': 'Portvakt ne peut rien vérifier pour le moment',
  'menu.about-me': 'Ce que Portvakt sait de moi',
  'menu.settings': 'Réglages',
  'toast.inform.body': 'Une information vous attend au sujet de {app}. Vous pouvez continuer à l’utiliser.',
  'toast.warn.body':
    'Merci de ne pas utiliser {app} ici. Ouvrez ce message pour savoir pourquoi et que faire.',
  'toast.warn.deadline.body':
    'Vous pouvez utiliser {app} jusqu’au {deadline, date, long} inclus. Ouvrez ce message pour savoir pourquoi.',
  'toast.warn.blocked.body':
    '{app} est encore installé, mais n’est pas autorisé ici. Ouvrez ce message pour savoir pourquoi.',
  'toast.closed.body':
    '{app} a été fermé. Vous n’avez rien fait de mal. Ouvrez ce message pour savoir pourquoi.',
  'toast.block.body':
    'L’application a été arrêtée à l’ouverture. Rien n’a été perdu. Vous n’avez rien fait de mal.',
  'toast.web.block.body': 'Une page de {app} n’a pas été affichée. Vous n’avez rien fait de mal.',
  'toast.web.warn.body':
    'Merci de ne pas utiliser les pages de {app} ici. Ouvrez ce message pour savoir pourquoi.',
  'toast.exemption-answered.approved.body': 'Votre demande est acceptée jusqu’au {until, date, long} inclus.',
  'toast.exemption-answered.denied.body':
    'La règle reste en vigueur. Ouvrez ce message pour lire la réponse.',
  'toast.exemption-answered.half.body': 'Une personne a accepté la demande. Une autre doit encore le faire.',
  'toast.exemption-ends-soon.body':
    'Vous pouvez utiliser {app} jusqu’au {until, date, long} inclus. Vous pouvez refaire une demande.',
  'toast.lifted.body': 'La règle sur {app} ne s’applique plus ici.',
  'toast.removed.body': 'Merci. Vous n’avez plus rien à faire.',
  'toast.reminder.title': 'Rappel au sujet de {app}',
  'toast.summary.title': '{count, plural, one {# message} other {# messages}} pour vous',
  'toast.summary.body': 'Ouvrez Portvakt pour les lire quand cela vous convient.',
  'cannot.not-running':
    'Portvakt n’est pas en marche sur cet ordinateur. Si cela dure, le service informatique peut vous aider.',
  'cannot.untrusted-owner':
    'Un autre programme répond à la place de Portvakt, et ses réponses ne sont pas fiables. Rien ne lui a été demandé, et rien de ce qu’il dit n’est pris en compte. Prévenez le service informatique.',
  'cannot.not-permitted':
    'Votre compte d’utilisateur n’a pas accès à Portvakt sur cet ordinateur. Le service informatique peut vous aider.',
  'cannot.ended':
    'La connexion à Portvakt sur cet ordinateur est interrompue. Une nouvelle tentative est en cours.',
  'cannot.connecting': 'Connexion à Portvakt sur cet ordinateur…',
  'cannot.since': 'Depuis le {since, date, moment}',
  'cannot.last-known': 'Ce que vous voyez ici est le dernier état connu.',
  'cannot.server':
    'Portvakt n’a pas joint le serveur depuis le {since, date, moment}. Les règles restent en vigueur. Les réponses à vos demandes arriveront plus tard.',
  'cannot.server.never':
    'Portvakt n’a pas encore joint le serveur. Les réponses à vos demandes arriveront plus tard.',
  'remind.heading': 'Quand souhaitez-vous un rappel ?',
  'remind.in-an-hour': 'Dans une heure, à {at, date, clock}',
  'remind.at': 'Me le rappeler le {at, date, moment}',
  'remind.set': 'Vous recevrez un rappel le {at, date, moment}.',
  'remind.left': 'Vous pouvez encore le reporter {count, plural, one {# fois} other {# fois}}.',
  'remind.none-left': 'Vous ne pouvez plus le reporter.',
  'fault.no-proof-of-account':
    'Le système n’indique pas qui pose la question. Rien de personnel n’est donc affiché.',
  'fault.unknown-notice': 'Ce message n’existe plus.',
  'fault.unknown-ban': 'Cette règle ne s’applique plus sur cet ordinateur.',
  'fault.unknown-item': 'Cette installation n’existe plus.',
  'fault.not-removable':
    'Portvakt ne peut pas la désinstaller. Vous ou le service informatique pouvez le faire.',
  'fault.no-more-reminders': 'Ce message ne peut plus être reporté.',
  'fault.asking-not-allowed': 'Aucune dérogation n’est accordée pour cette règle.',
  'fault.code-not-allowed': 'Cette règle n’autorise pas de code par téléphone.',
  'fault.code-not-possible':
    'Ce PC n’a pas encore été en contact avec le serveur. Il lui faut une connexion au réseau avant qu’un code puisse servir.',
  'fault.not-readable': 'Portvakt ne peut pas lire ce fichier.',
  'fault.not-a-person': 'Ce compte d’utilisateur ne permet pas de demander une dérogation.',
  'fault.too-many-requests':
    'Plusieurs de vos demandes sont encore sans réponse. Merci d’attendre une réponse d’abord.',
  'fault.storage-failed': 'L’enregistrement sur l’ordinateur a échoué. Veuillez réessayer.',
  'fault.unreachable': 'Portvakt ne répond pas sur cet ordinateur. Veuillez réessayer dans un instant.',
  'fault.malformed': 'La saisie n’a pas été comprise. Veuillez la relire et réessayer.',
  'fault.not-saved': 'Le fichier n’a pas pu être enregistré. Veuillez choisir un autre emplacement.',
  'fault.internal-fault':
    'Portvakt a fait une erreur ici. Veuillez réessayer. Si cela dure, le service informatique peut vous aider.',
  'fault.other':
    'Cela n’a pas fonctionné. Veuillez réessayer. Si cela dure, le service informatique peut vous aider.',
  'removal.title': 'Désinstaller {app}',
  'removal.intro':
    'Voici ce qui a été trouvé de {app} sur cet ordinateur. Rien n’est désinstallé sans votre accord.',
  'removal.none': 'Rien de {app} n’a été trouvé pour vous sur cet ordinateur.',
  'removal.source.flatpak': 'Application installée par Flatpak',
  'removal.source.snap': 'Application installée par Snap',
  'removal.source.dpkg': 'Programme installé pour tout le monde sur cet ordinateur',
  'removal.source.rpm': 'Programme installé pour tout le monde sur cet ordinateur',
  'removal.source.appimage': 'Fichier de programme dans vos propres dossiers',
  'removal.source.folder': 'Dossier de programme parmi vos propres dossiers',
  'removal.source.web-app': 'Application web liée à votre navigateur',
  'removal.source.other': 'Installation d’un autre type',
  'removal.by.person': 'Vous pouvez la désinstaller ici.',
  'removal.in-browser':
    'C’est votre navigateur qui doit la désinstaller. Ouvrez {app}, puis le menu aux trois points en haut de la fenêtre, et choisissez de désinstaller. Appuyez ensuite ici sur « {check} ».',
  'removal.by.agent': 'Portvakt la désinstalle pour vous, avec votre accord.',
  'removal.by.it': 'Le service informatique doit la désinstaller.',
  'removal.why.not-supported': 'Portvakt ne peut pas désinstaller ce type d’installation.',
  'removal.why.agent-without-rights':
    'Portvakt n’a pas le droit de désinstaller des programmes sur cet ordinateur.',
  'removal.why.used-by-others': 'Une autre personne peut encore l’utiliser sur cet ordinateur.',
  'removal.why.not-certain': 'Il n’est pas certain qu’il s’agisse de cette application.',
  'removal.why.protected': 'Elle fait partie du système ou protège l’ordinateur.',
  'removal.data.destroyed':
    'Ceci est supprimé définitivement : {data}. Enregistrez d’abord ce que vous voulez garder.',
  'removal.data.kept': 'Ceci reste sur l’ordinateur : {data}.',
  'removal.data.unknown':
    'On ne sait pas ce que deviennent vos données dans l’application. Enregistrez d’abord ce que vous voulez garder.',
  'removal.trash':
    'Le tout est mis à la corbeille. Vous pouvez le restaurer tant que la corbeille n’est pas vidée.',
  'removal.files': 'Ceci va aussi à la corbeille',
  'removal.running': '{app} est ouvert. Enregistrez votre travail et fermez d’abord l’application.',
  'removal.working': 'Désinstallation de {app}…',
  'removal.checking': 'Vérification de l’absence de {app}…',
  'removal.outcome.removed': '{app} a été désinstallé. Vous n’avez plus rien à faire.',
  'removal.outcome.still-there':
    '{app} se trouve encore sur cet ordinateur. Vérifiez à nouveau dans un instant, ou demandez de l’aide au service informatique.',
  'removal.outcome.needed-by-others':
    'Un autre programme a besoin de {app}. Rien n’a donc été désinstallé. Le service informatique peut vous aider.',
  'removal.outcome.busy':
    'Une autre installation ou désinstallation est en cours. Veuillez réessayer dans quelques minutes.',
  'removal.outcome.running': '{app} est encore ouvert. Fermez l’application et réessayez.',
  'removal.outcome.failed':
    '{app} n’a pas pu être désinstallé. Veuillez réessayer, ou demander de l’aide au service informatique.',
  'removal.check-again': 'Vérifier à nouveau',
  'ask.device': 'Sur quel ordinateur en avez-vous besoin ?',
  'ask.device.this-pc': 'Sur cet ordinateur',
  'ask.device.dedicated': 'Sur un ordinateur réservé à cet usage',
  'ask.intro': '{organisation} répondra à votre demande. D’ici là, la règle s’applique comme avant.',
  'ask.purpose.hint': 'Une ou deux phrases suffisent. La personne qui répond lit vos propres mots.',
  'ask.purpose.missing': 'Veuillez écrire à quelle fin vous en avez besoin.',
  'ask.purpose.too-long': 'Veuillez écrire au plus {count, plural, one {# caractère} other {# caractères}}.',
  'ask.days.hint': 'Au plus {count, plural, one {# jour} other {# jours}}',
  'ask.days.wrong':
    'Veuillez donner un nombre entier, au plus {count, plural, one {# jour} other {# jours}}.',
  'code.link': 'Je n’ai pas de réseau',
  'code.title': 'Un code pour {app}',
  'code.intro':
    'Sans réseau, personne ne peut vous envoyer de dérogation. Le support peut vous donner un code par téléphone. Avec ce code, {app} s’ouvre avec un avertissement pendant quelques heures.',
  'code.call': 'Appelez {contact} et lisez ceci :',
  'code.call.nobody': 'Appelez le support et lisez ceci :',
  'code.pc': 'Nom du PC',
  'code.rule': 'Règle',
  'code.challenge': 'Caractères',
  'code.challenge.until': 'On peut y répondre jusqu’au {at, date, moment}.',
  'code.input': 'Le code qui vous est donné',
  'code.input.hint':
    'Onze lettres et chiffres. Les majuscules, les minuscules, les espaces et les tirets ne comptent pas.',
  'code.input.missing': 'Veuillez écrire le code.',
  'code.use': 'Utiliser le code',
  'code.accepted': '{app} peut maintenant être ouvert avec un avertissement jusqu’au {until, date, moment}.',
  'code.typo':
    'Il y a une erreur dans le code. Demandez à l’entendre encore une fois et vérifiez les caractères que vous avez lus. Cela ne compte pas comme un essai.',
  'code.wrong':
    'Ce n’est pas le code pour ces caractères. {count, plural, =0 {Il ne vous reste aucun essai pour cette heure.} one {Il vous reste # essai pour cette heure.} other {Il vous reste # essais pour cette heure.}}',
  'code.too-many': 'Trop d’essais. Vous pourrez réessayer à partir du {at, date, moment}.',
  'code.expired': 'On ne peut plus répondre à ces caractères. Lisez les nouveaux ci-dessus.',
  'requests.empty': 'Vous n’avez demandé aucune dérogation.',
  'requests.asked': 'Vous avez demandé {days, plural, one {# jour} other {# jours}} le {at, date, long}.',
  'about.heading': 'Ce que Portvakt sait de vous',
  'about.intro':
    'Vous voyez ici tout ce qui a été envoyé au sujet de vous et de cet ordinateur, et qui, au service informatique, l’a consulté.',
  'about.reported.heading': 'Ce qui est signalé',
  'about.reported.device':
    'Ce qu’est cet ordinateur : son nom, son système, son modèle et la version de Portvakt.',
  'about.reported.accounts':
    'Lorsque votre organisation le demande : les noms des comptes utilisés sur ce PC.',
  'about.reported.hits':
    'Le fait qu’une application qui fait l’objet d’un avertissement ou qui n’est pas autorisée a été trouvée ou ouverte{account, select, named {, avec votre nom d’utilisateur} other {, sans nom d’utilisateur}}.',
  'about.reported.truth':
    'Dans quelle mesure chaque règle agit sur cet ordinateur, et les résultats d’autotests sans danger.',
  'about.reported.asked':
    'Ce que vous demandez, dans vos propres mots, et le fait que vous avez lu un message.',
  'about.reported.preview':
    'Oui ou non à la question de savoir si une certaine application est utilisée. La réponse est parfois changée au hasard, afin qu’elle ne dise rien de certain sur vous.',
  'about.reported.faults': 'Les erreurs dans Portvakt même.',
  'about.reported.private':
    'Cet ordinateur est privé : les applications qui y sont trouvées ne sont pas signalées.',
  'about.looks.heading': 'Qui, au service informatique, a consulté cet ordinateur',
  'about.looks.none': 'Aucune consultation par le service informatique n’est indiquée ici.',
  'about.older': 'Afficher les lignes plus anciennes',
  'about.oldest': 'Il n’y a pas de lignes plus anciennes.',
  'about.exact': 'Afficher le texte exact',
  'about.chain.agent': 'Portvakt, sur cet ordinateur, indique : la liste est complète et inchangée.',
  'about.chain.verified': 'Cette fenêtre a elle-même vérifié les lignes affichées : elles concordent.',
  'about.chain.broken':
    'Cette fenêtre a vérifié les lignes affichées : elles ne concordent pas. Des éléments peuvent manquer ou avoir été modifiés. Prévenez le service informatique.',
  'about.chain.unchecked': 'Cette fenêtre n’a pas pu vérifier les lignes elle-même.',
  'about.export': 'Enregistrer la liste dans un fichier',
  'about.export.saved': 'La liste est enregistrée.',
  'about.export.cancelled': 'Rien n’a été enregistré.',
  'about.contact.heading': 'À qui vous adresser',
  'about.data-protection': 'Des questions sur vos données personnelles ? Contactez {contact}.',
  'about.legal-basis.heading': 'Ce qui autorise {organisation} à le faire',
  'about.legal-basis.missing':
    'L’organisation n’a pas indiqué sa base légale ici. Vous pouvez demander à {contact}.',
  'settings.heading': 'Réglages',
  'settings.language': 'Langue',
  'settings.language.system': 'Comme sur l’ordinateur ({language})',
  'settings.theme': 'Apparence',
  'settings.theme.system': 'Comme sur l’ordinateur',
  'settings.theme.light': 'Claire',
  'settings.theme.dark': 'Sombre',
  'settings.kept-here': 'Vos choix sont conservés sur cet ordinateur seulement.',
  'settings.version': 'Version de Portvakt : {version}',
  'overview.heading': 'Ce qui s’applique ici',
  'overview.nothing': 'Aucune règle sur des applications ne s’applique ici pour le moment.',
  'overview.nothing-for-you': 'Vous n’avez rien à faire.',
  'overview.rules.heading': 'Ce que fait chaque règle ici',
  'overview.found': '{app} se trouve sur cet ordinateur.',
  'overview.apps.and-more':
    '{app} et {count, plural, one {# autre application} other {# autres applications}}',
  'overview.apps.all': 'Elle concerne {apps}.',
  'overview.truth.heading': 'Comment la règle agit sur cet ordinateur',
  'overview.last-contact': 'Dernier contact avec le serveur : {at, date, moment}',
  'notices.heading': 'Vos messages',
  'notices.new': 'Nouveaux',
  'notices.earlier': 'Précédents',
  'notices.read': 'Lu',
  'notices.empty': 'Il n’y a aucun message.',
  'notices.acknowledged': 'Vous avez lu ceci le {at, date, moment}.',
  'button.acknowledge': 'J’ai lu ceci',
  'nav.label': 'Menu principal',
  'nav.overview': 'Aperçu',
  'nav.notices': 'Mes messages',
  'nav.requests': 'Demandes',
  'nav.about-me': 'À mon sujet',
  'nav.settings': 'Réglages',
  'window.title': 'Portvakt sur cet ordinateur',
  'window.skip': 'Aller au contenu',
  'window.loading': 'Un instant…',
  'window.opens-browser': 's’ouvre dans votre navigateur',
  'hint.tray':
    'Portvakt se trouve près de l’horloge ou parmi vos programmes. Il ne se manifeste que lorsque quelque chose vous concerne.',
  'hint.about-me':
    'Sous « À mon sujet », vous voyez tout ce qui a été envoyé et qui, au service informatique, a regardé.',
  'hint.dismiss': 'Compris',
};
