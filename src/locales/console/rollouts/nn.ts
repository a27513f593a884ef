import type { RolloutsMessages } from './rollouts-messages.ts';

/** Norwegian Nynorsk. */
export const rolloutsNn: RolloutsMessages = {
  'rollouts.title': 'Utrullingar',
  'rollouts.none': 'Ingenting er publisert enno.',
  'rollouts.version': 'Utgåve {version}',
  'rollouts.started': '{name} publiserte henne {at, date, moment}',
  'rollouts.state': '{state, select, running {Går no} halted {Stansa} done {Fullført ut} other {Avløyst}}',
  'rollouts.rings': 'Ringane',
  'rollouts.everyone': 'Denne utgåva gjekk til alle på éin gong.',
  'rollouts.ring.state':
    '{state, select, waiting {Ventar} soaking {Blir observert} passed {Ferdig no} other {Stansa}}',
  'rollouts.ring.by-percent': 'Dei første {percent} av PC-ane',
  'rollouts.ring.rest': 'Alle dei andre PC-ane',
  'rollouts.ring.by-labels': 'PC-ar med merket {labels}',
  'rollouts.ring.applied': '{applied} av {devices} PC-ar har henne',
  'rollouts.ring.next': 'Neste ring tek til {at, date, moment}',
  'rollouts.ring.left': '{hours, plural, =0 {under ein time att} one {# time att} other {# timar att}}',
  'rollouts.ring.soak': 'Blir observert i {hours, plural, one {# time} other {# timar}}',
  'rollouts.measure':
    '{what, select, hits {Treff} faults {Feil} other {Søknader}} for kvar PC: {perDevice} (grense: {limit})',
  'rollouts.measure.no-limit': 'inga',
  'rollouts.halted.title': 'Utrullinga er stansa',
  'rollouts.halted.by': '{name} stansa henne {at, date, moment}.',
  'rollouts.halted.brake': 'Bremsa stansa henne av seg sjølv {at, date, moment}.',
  'rollouts.promote': 'Gå til neste ring no',
  'rollouts.halt': 'Stans no',
  'rollouts.halt.lead': 'Ingen fleire ringar får utgåva. Dei som har henne, held på henne.',
  'rollouts.resume': 'Hald fram',
  'rollouts.revert': 'Gå tilbake til utgåva før',
  'rollouts.revert.lead':
    'Det blir laga eit utkast med reglane frå utgåve {version}. Når det blir publisert, blir det ei ny og høgare utgåve.',
  'rollouts.revert.title': 'Attende til utgåve {version}',
  'rollouts.pauses': 'Pausar',
  'rollouts.pauses.none': 'Ingen forbod har pause no.',
  'rollouts.pause': 'Set på pause',
  'rollouts.pause.lead': 'Så lenge pausen varer, blir ingenting stoppa for dette forbodet.',
  'rollouts.pause.hours': 'Timar (høgst 72)',
  'rollouts.pause.until': '{ban}: fram til {until, date, moment}, av {name}',
  'rollouts.pause.end': 'Avslutt pausen no',
};
