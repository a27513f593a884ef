import type { Parameter } from '../../parameter.ts';

/** Rollouts, ring by ring, and pauses. */
export const rolloutsParameters = {
  'rollouts.title': {},
  'rollouts.none': {},
  'rollouts.version': { version: 'text' },
  'rollouts.started': { name: 'text', at: 'date' },
  'rollouts.state': { state: 'choice' },
  'rollouts.rings': {},
  'rollouts.everyone': {},
  'rollouts.ring.state': { state: 'choice' },
  'rollouts.ring.by-percent': { percent: 'text' },
  'rollouts.ring.rest': {},
  'rollouts.ring.by-labels': { labels: 'text' },
  'rollouts.ring.applied': { applied: 'text', devices: 'text' },
  'rollouts.ring.next': { at: 'date' },
  'rollouts.ring.left': { hours: 'count' },
  'rollouts.ring.soak': { hours: 'count' },
  'rollouts.measure': { what: 'choice', perDevice: 'text', limit: 'text' },
  'rollouts.measure.no-limit': {},
  'rollouts.halted.title': {},
  'rollouts.halted.by': { name: 'text', at: 'date' },
  'rollouts.halted.brake': { at: 'date' },
  'rollouts.promote': {},
  'rollouts.halt': {},
  'rollouts.halt.lead': {},
  'rollouts.resume': {},
  'rollouts.revert': {},
  'rollouts.revert.lead': { version: 'text' },
  'rollouts.revert.title': { version: 'text' },
  'rollouts.pauses': {},
  'rollouts.pauses.none': {},
  'rollouts.pause': {},
  'rollouts.pause.lead': {},
  'rollouts.pause.hours': {},
  'rollouts.pause.until': { ban: 'text', until: 'date', name: 'text' },
  'rollouts.pause.end': {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, Parameter>>>>;

/** What a language file of this area holds: an ICU message for every key. */
export type RolloutsMessages = { readonly [K in keyof typeof rolloutsParameters]: string };
