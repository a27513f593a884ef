import type { OverviewMessages } from './overview-messages.ts';

/** French. */
export const overviewFr: OverviewMessages = {
  'overview.title': 'Aperçu',
  'overview.today': 'À faire aujourd’hui',
  'overview.today.none': 'Rien ne vous attend.',
  'overview.today.requests':
    '{count, plural, one {# demande de dérogation en attente} other {# demandes de dérogation en attente}}',
  'overview.today.half':
    '{count, plural, one {# demande attend une seconde approbation} other {# demandes attendent une seconde approbation}}',
  'overview.today.drafts': '{count, plural, one {# brouillon à relire} other {# brouillons à relire}}',
  'overview.today.review-due':
    '{ban} : à réexaminer sous {days, plural, =0 {ce jour} one {# jour} other {# jours}}',
  'overview.today.review-passed':
    '{ban} : délai dépassé depuis {days, plural, one {# jour} other {# jours}}, l’interdiction est réduite d’un degré',
  'overview.today.halted': 'Le déploiement de la version {version} est interrompu',
  'overview.today.packs':
    '{count, plural, one {# lot d’interdictions en attente} other {# lots d’interdictions en attente}}',
  'overview.today.awaiting':
    '{count, plural, one {# ordinateur attend votre accord} other {# ordinateurs attendent votre accord}}',
  'overview.today.silent':
    '{count, plural, one {# ordinateur silencieux} other {# ordinateurs silencieux}} depuis 14 jours',
  'overview.today.expiring':
    '{count, plural, one {# dérogation expire} other {# dérogations expirent}} sous sept jours',
  'overview.today.retention': 'Les données anciennes n’ont pas été supprimées comme prévu',
  'overview.fleet': 'Parc',
  'overview.fleet.devices': 'Ordinateurs actifs',
  'overview.fleet.connected': 'Connectés à présent',
  'overview.fleet.release': 'Déploiement',
  'overview.fleet.running': 'Version {version} en cours',
  'overview.fleet.halted': 'Version {version} interrompue',
  'overview.fleet.settled': 'Aucun en cours',
  'overview.phones': 'Les téléphones et tablettes ne sont ni couverts ni comptés.',
  'overview.banned': 'Interdit actuellement',
  'overview.banned.all': 'Toutes les interdictions',
  'overview.not-enforced': 'Pas encore appliqué partout',
  'overview.not-enforced.none':
    'Tout ce qui doit être bloqué l’est, sur les ordinateurs qui se sont signalés.',
  'overview.not-enforced.row':
    '{channel} : {devices, plural, one {# ordinateur} other {# ordinateurs}} sur {of} avertit ou signale seulement, ou ne voit rien',
  'overview.hits': 'Détections par jour, 30 derniers jours',
  'overview.hits.none': 'Aucune détection ces 30 derniers jours.',
  'overview.hits.summary':
    '{total, plural, one {# détection} other {# détections}} au total ; maximum le {day, date, long} ({most}).',
  'overview.hits.table': 'Afficher en tableau',
  'overview.hits.day': 'Jour',
  'overview.hits.count': 'Détections',
  'overview.first.title': 'Aucune interdiction pour l’instant',
  'overview.first.body':
    'Choisissez une application du catalogue, dites pourquoi et voyez ce que liront les agents avant de publier.',
};
