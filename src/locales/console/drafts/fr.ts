import type { DraftsMessages } from './drafts-messages.ts';

/** French. */
export const draftsFr: DraftsMessages = {
  'drafts.title': 'Brouillons',
  'drafts.lead': 'Un brouillon réunit des modifications. Les agents ne remarquent rien avant sa publication.',
  'drafts.none': 'Aucun brouillon',
  'drafts.new': 'Nouveau brouillon',
  'drafts.name': 'Titre',
  'drafts.open-ones': 'En cours',
  'drafts.closed-ones': 'Terminés',
  'drafts.state':
    '{state, select, open {En rédaction} review {En relecture} approved {Approuvé} published {Publié} rejected {Refusé} other {Abandonné}}',
  'drafts.changed-by': 'Modifié par {name} le {at, date, moment}',
  'drafts.based-on': 'Créé par {author}, à partir de la version {version}',
  'drafts.published-as': 'Publié comme version {version}',
  'drafts.awaiting-signature':
    'La version est prête et attend la signature de l’organisation : « portvakt release sign ».',
  'drafts.changes': 'Ce qui change',
  'drafts.changes.none': 'Rien n’a encore changé.',
  'drafts.changes.unknown': 'Les modifications s’afficheront une fois les erreurs corrigées.',
  'drafts.change.ban':
    '{change, select, added {Nouvelle interdiction de {ban} dans {unit}} removed {Interdiction de {ban} levée dans {unit}} other {Interdiction de {ban} modifiée dans {unit}}}',
  'drafts.change.organisation': 'Les réglages de l’organisation changent',
  'drafts.faults': 'Erreurs à corriger',
  'drafts.missing': 'Textes manquants',
  'drafts.missing.row':
    '{ban} : {field, select, why {pourquoi} instead {que faire à la place} other {en savoir plus}} manque en {languages}',
  'drafts.missing.allow': 'Publier quand même. Les personnes concernées liront une autre langue.',
  'drafts.impact': 'Combien d’ordinateurs sont touchés',
  'drafts.impact.how':
    'Les ordinateurs répondent oui ou non par application, avec un léger bruit aléatoire : aucun ne peut être désigné. C’est noté dans le registre de l’agent.',
  'drafts.impact.ask': 'Interroger les ordinateurs',
  'drafts.impact.again': 'Interroger de nouveau',
  'drafts.impact.answered': '{answered} ordinateurs sur {devices} ont répondu',
  'drafts.impact.estimate': '{app} : environ {devices} ordinateurs, à {margin} près ({share})',
  'drafts.impact.too-few':
    'En dessous de 100 ordinateurs, rien n’est demandé : une estimation désignerait des personnes.',
  'drafts.impact.no-apps':
    'Le brouillon n’ajoute ni ne modifie aucune interdiction d’application du catalogue.',
  'drafts.review': 'Relecture',
  'drafts.review.needed': 'Une autre personne doit approuver avant la publication.',
  'drafts.review.own': 'Vous en êtes l’auteur. Une autre personne doit relire.',
  'drafts.review.row':
    '{as, select, reject {{by} l’a refusé le {at, date, moment}} other {{by} l’a approuvé le {at, date, moment}}}',
  'drafts.review.past': 'sur un texte antérieur',
  'drafts.submit': 'Demander une relecture',
  'drafts.approve': 'Approuver',
  'drafts.reject': 'Refuser',
  'drafts.publish': 'Publier',
  'drafts.publish.lead': 'Une version signée est créée, que les ordinateurs récupèrent aussitôt.',
  'drafts.publish.rings': 'Anneau par anneau, selon les réglages',
  'drafts.publish.everyone': 'À tous en même temps',
  'drafts.publish.how': 'Comment il atteint les ordinateurs',
  'drafts.abandon': 'Abandonner le brouillon',
  'drafts.abandon.lead': 'Le brouillon restera lisible, mais ne pourra plus être modifié.',
  'drafts.files': 'Les fichiers du brouillon',
  'drafts.change.server': 'Les réglages du serveur changent',
  'drafts.change.before': 'Avant',
  'drafts.change.after': 'Après',
};
