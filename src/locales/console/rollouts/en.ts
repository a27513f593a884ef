import type { RolloutsMessages } from './rollouts-messages.ts';

/** English. */
export const rolloutsEn: RolloutsMessages = {
  'rollouts.title': 'Rollouts',
  'rollouts.none': 'Nothing has been published yet.',
  'rollouts.version': 'Version {version}',
  'rollouts.started': '{name} published it on {at, date, moment}',
  'rollouts.state': '{state, select, running {Running} halted {Halted} done {Done} other {Superseded}}',
  'rollouts.rings': 'Rings',
  'rollouts.everyone': 'This version went to everyone at once.',
  'rollouts.ring.state':
    '{state, select, waiting {Waiting} soaking {Being watched} passed {Passed} other {Halted}}',
  'rollouts.ring.by-percent': 'The first {percent} of the PCs',
  'rollouts.ring.rest': 'All other PCs',
  'rollouts.ring.by-labels': 'PCs with the label {labels}',
  'rollouts.ring.applied': '{applied} of {devices} PCs have it',
  'rollouts.ring.next': 'Next ring on {at, date, moment}',
  'rollouts.ring.left': '{hours, plural, =0 {under an hour left} one {# hour left} other {# hours left}}',
  'rollouts.ring.soak': 'Watched for {hours, plural, one {# hour} other {# hours}}',
  'rollouts.measure':
    '{what, select, hits {Hits} faults {Faults} other {Requests}} per PC: {perDevice} (limit: {limit})',
  'rollouts.measure.no-limit': 'none',
  'rollouts.halted.title': 'The rollout is halted',
  'rollouts.halted.by': '{name} halted it on {at, date, moment}.',
  'rollouts.halted.brake': 'The brake halted it by itself on {at, date, moment}.',
  'rollouts.promote': 'Go to the next ring now',
  'rollouts.halt': 'Halt',
  'rollouts.halt.lead': 'No further ring gets the release. Those who have it keep it.',
  'rollouts.resume': 'Resume',
  'rollouts.revert': 'Go back to the version before',
  'rollouts.revert.lead':
    'A draft is made with the policy of version {version}. Published, it becomes a new and higher version.',
  'rollouts.revert.title': 'Back to version {version}',
  'rollouts.pauses': 'Pauses',
  'rollouts.pauses.none': 'No ban is paused.',
  'rollouts.pause': 'Pause the ban',
  'rollouts.pause.lead': 'While the pause runs, nothing is stopped for this ban.',
  'rollouts.pause.hours': 'Hours (at most 72)',
  'rollouts.pause.until': '{ban}: until {until, date, moment}, by {name}',
  'rollouts.pause.end': 'End the pause',
};
