import type { RolloutsMessages } from './rollouts-messages.ts';

/** Danish. */
export const rolloutsDa: RolloutsMessages = {
  'rollouts.title': 'Udrulninger',
  'rollouts.none': 'Intet er udgivet endnu.',
  'rollouts.version': 'Udgave {version}',
  'rollouts.started': '{name} udgav den {at, date, moment}',
  'rollouts.state': '{state, select, running {I gang} halted {Standset} done {Gennemført} other {Afløst}}',
  'rollouts.rings': 'Ringe',
  'rollouts.everyone': 'Denne udgave gik til alle på én gang.',
  'rollouts.ring.state':
    '{state, select, waiting {Venter} soaking {Observeres nu} passed {Færdig} other {Standset}}',
  'rollouts.ring.by-percent': 'De første {percent} af pc’erne',
  'rollouts.ring.rest': 'Alle de andre pc’er',
  'rollouts.ring.by-labels': 'Pc’er med mærket {labels}',
  'rollouts.ring.applied': '{applied} af {devices} pc’er har den',
  'rollouts.ring.next': 'Næste ring den {at, date, moment}',
  'rollouts.ring.left':
    '{hours, plural, =0 {under en time tilbage} one {# time tilbage} other {# timer tilbage}}',
  'rollouts.ring.soak': 'Observeres i {hours, plural, one {# time} other {# timer}}',
  'rollouts.measure':
    '{what, select, hits {Træf} faults {Fejl} other {Ansøgninger}} pr. pc: {perDevice} (grænse: {limit})',
  'rollouts.measure.no-limit': 'ingen grænse',
  'rollouts.halted.title': 'Udrulningen er standset',
  'rollouts.halted.by': '{name} standsede den {at, date, moment}.',
  'rollouts.halted.brake': 'Bremsen standsede den af sig selv den {at, date, moment}.',
  'rollouts.promote': 'Gå til næste ring nu',
  'rollouts.halt': 'Stands',
  'rollouts.halt.lead': 'Ingen flere ringe får udgaven. De, der har den, beholder den.',
  'rollouts.resume': 'Fortsæt',
  'rollouts.revert': 'Gå tilbage til udgaven før',
  'rollouts.revert.lead':
    'Der laves en kladde med reglerne fra udgave {version}. Når den udgives, bliver det en ny og højere udgave.',
  'rollouts.revert.title': 'Tilbage til udgave {version}',
  'rollouts.pauses': 'Pauser',
  'rollouts.pauses.none': 'Ingen forbud har pause.',
  'rollouts.pause': 'Sæt på pause',
  'rollouts.pause.lead': 'Så længe pausen varer, stoppes intet for dette forbud.',
  'rollouts.pause.hours': 'Timer (højst 72)',
  'rollouts.pause.until': '{ban}: til den {until, date, moment}, af {name}',
  'rollouts.pause.end': 'Afslut pausen',
};
