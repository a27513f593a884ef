import type { RolloutsMessages } from './rollouts-messages.ts';

/** Norwegian Bokmål. */
export const rolloutsNb: RolloutsMessages = {
  'rollouts.title': 'Utrullinger',
  'rollouts.none': 'Ingenting er publisert ennå.',
  'rollouts.version': 'Utgave {version}',
  'rollouts.started': '{name} publiserte den {at, date, moment}',
  'rollouts.state': '{state, select, running {Pågår} halted {Stanset} done {Fullført} other {Avløst}}',
  'rollouts.rings': 'Ringer',
  'rollouts.everyone': 'Denne utgaven gikk til alle på én gang.',
  'rollouts.ring.state':
    '{state, select, waiting {Venter} soaking {Observeres} passed {Ferdig} other {Stanset}}',
  'rollouts.ring.by-percent': 'De første {percent} av PC-ene',
  'rollouts.ring.rest': 'Alle de andre PC-ene',
  'rollouts.ring.by-labels': 'PC-er med merket {labels}',
  'rollouts.ring.applied': '{applied} av {devices} PC-er har den',
  'rollouts.ring.next': 'Neste ring {at, date, moment}',
  'rollouts.ring.left': '{hours, plural, =0 {under en time igjen} one {# time igjen} other {# timer igjen}}',
  'rollouts.ring.soak': 'Observeres i {hours, plural, one {# time} other {# timer}}',
  'rollouts.measure':
    '{what, select, hits {Treff} faults {Feil} other {Søknader}} per PC: {perDevice} (grense: {limit})',
  'rollouts.measure.no-limit': 'ingen',
  'rollouts.halted.title': 'Utrullingen er stanset',
  'rollouts.halted.by': '{name} stanset den {at, date, moment}.',
  'rollouts.halted.brake': 'Bremsen stanset den av seg selv {at, date, moment}.',
  'rollouts.promote': 'Gå til neste ring nå',
  'rollouts.halt': 'Stans',
  'rollouts.halt.lead': 'Ingen flere ringer får utgaven. De som har den, beholder den.',
  'rollouts.resume': 'Fortsett',
  'rollouts.revert': 'Gå tilbake til utgaven før',
  'rollouts.revert.lead':
    'Det lages et utkast med reglene fra utgave {version}. Når det publiseres, blir det en ny og høyere utgave.',
  'rollouts.revert.title': 'Tilbake til utgave {version}',
  'rollouts.pauses': 'Pauser',
  'rollouts.pauses.none': 'Ingen forbud har pause.',
  'rollouts.pause': 'Sett på pause',
  'rollouts.pause.lead': 'Så lenge pausen varer, stoppes ingenting for dette forbudet.',
  'rollouts.pause.hours': 'Timer (høyst 72)',
  'rollouts.pause.until': '{ban}: til {until, date, moment}, av {name}',
  'rollouts.pause.end': 'Avslutt pausen',
};
