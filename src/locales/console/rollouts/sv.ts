import type { RolloutsMessages } from './rollouts-messages.ts';

/** Swedish. */
export const rolloutsSv: RolloutsMessages = {
  'rollouts.title': 'Utrullningar',
  'rollouts.none': 'Inget har publicerats än.',
  'rollouts.version': 'Utgåva {version}',
  'rollouts.started': '{name} publicerade den {at, date, moment}',
  'rollouts.state': '{state, select, running {Pågår} halted {Stoppad} done {Slutförd} other {Ersatt}}',
  'rollouts.rings': 'Ringar',
  'rollouts.everyone': 'Den här utgåvan gick till alla på en gång.',
  'rollouts.ring.state':
    '{state, select, waiting {Väntar} soaking {Observeras} passed {Klar} other {Stoppad}}',
  'rollouts.ring.by-percent': 'De första {percent} av datorerna',
  'rollouts.ring.rest': 'Alla andra datorer',
  'rollouts.ring.by-labels': 'Datorer med etiketten {labels}',
  'rollouts.ring.applied': '{applied} av {devices} datorer har den',
  'rollouts.ring.next': 'Nästa ring {at, date, moment}',
  'rollouts.ring.left': '{hours, plural, =0 {under en timme kvar} one {# timme kvar} other {# timmar kvar}}',
  'rollouts.ring.soak': 'Observeras i {hours, plural, one {# timme} other {# timmar}}',
  'rollouts.measure':
    '{what, select, hits {Träffar} faults {Fel} other {Ansökningar}} per dator: {perDevice} (gräns: {limit})',
  'rollouts.measure.no-limit': 'ingen',
  'rollouts.halted.title': 'Utrullningen är stoppad',
  'rollouts.halted.by': '{name} stoppade den {at, date, moment}.',
  'rollouts.halted.brake': 'Bromsen stoppade den av sig själv {at, date, moment}.',
  'rollouts.promote': 'Gå till nästa ring nu',
  'rollouts.halt': 'Stoppa',
  'rollouts.halt.lead': 'Inga fler ringar får utgåvan. De som har den behåller den.',
  'rollouts.resume': 'Fortsätt',
  'rollouts.revert': 'Gå tillbaka till utgåvan före',
  'rollouts.revert.lead':
    'Ett utkast görs med reglerna från utgåva {version}. När det publiceras blir det en ny och högre utgåva.',
  'rollouts.revert.title': 'Tillbaka till utgåva {version}',
  'rollouts.pauses': 'Pauser',
  'rollouts.pauses.none': 'Inga förbud är pausade.',
  'rollouts.pause': 'Pausa',
  'rollouts.pause.lead': 'Så länge pausen varar stoppas inget för det här förbudet.',
  'rollouts.pause.hours': 'Timmar (högst 72)',
  'rollouts.pause.until': '{ban}: till {until, date, moment}, av {name}',
  'rollouts.pause.end': 'Avsluta pausen',
};
