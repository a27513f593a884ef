import type { RolloutsMessages } from './rollouts-messages.ts';

/** French. */
export const rolloutsFr: RolloutsMessages = {
  'rollouts.title': 'Déploiements',
  'rollouts.none': 'Rien n’a encore été publié.',
  'rollouts.version': 'Version {version}',
  'rollouts.started': '{name} l’a publiée le {at, date, moment}',
  'rollouts.state': '{state, select, running {En cours} halted {Interrompu} done {Terminé} other {Remplacé}}',
  'rollouts.rings': 'Anneaux',
  'rollouts.everyone': 'Cette version est allée à tous en même temps.',
  'rollouts.ring.state':
    '{state, select, waiting {En attente} soaking {En observation} passed {Passé} other {Interrompu}}',
  'rollouts.ring.by-percent': 'Les premiers {percent} des ordinateurs',
  'rollouts.ring.rest': 'Tous les autres ordinateurs',
  'rollouts.ring.by-labels': 'Ordinateurs portant l’étiquette {labels}',
  'rollouts.ring.applied': '{applied} ordinateurs sur {devices} l’ont',
  'rollouts.ring.next': 'Anneau suivant le {at, date, moment}',
  'rollouts.ring.left':
    '{hours, plural, =0 {moins d’une heure} one {encore # heure} other {encore # heures}}',
  'rollouts.ring.soak': 'En observation pendant {hours, plural, one {# heure} other {# heures}}',
  'rollouts.measure':
    '{what, select, hits {Détections} faults {Erreurs} other {Demandes}} par ordinateur : {perDevice} (limite : {limit})',
  'rollouts.measure.no-limit': 'aucune',
  'rollouts.halted.title': 'Le déploiement est interrompu',
  'rollouts.halted.by': '{name} l’a interrompu le {at, date, moment}.',
  'rollouts.halted.brake': 'Le frein l’a interrompu de lui-même le {at, date, moment}.',
  'rollouts.promote': 'Passer à l’anneau suivant',
  'rollouts.halt': 'Interrompre',
  'rollouts.halt.lead': 'Aucun autre anneau ne la reçoit. Ceux qui l’ont la gardent.',
  'rollouts.resume': 'Reprendre',
  'rollouts.revert': 'Revenir à la version précédente',
  'rollouts.revert.lead':
    'Un brouillon est créé avec les règles de la version {version}. Publié, il devient une nouvelle version, plus élevée.',
  'rollouts.revert.title': 'Retour à la version {version}',
  'rollouts.pauses': 'Suspensions',
  'rollouts.pauses.none': 'Aucune interdiction n’est suspendue.',
  'rollouts.pause': 'Suspendre',
  'rollouts.pause.lead': 'Pendant la suspension, rien n’est bloqué au titre de cette interdiction.',
  'rollouts.pause.hours': 'Heures (72 au plus)',
  'rollouts.pause.until': '{ban} : jusqu’au {until, date, moment}, par {name}',
  'rollouts.pause.end': 'Mettre fin à la suspension',
};
