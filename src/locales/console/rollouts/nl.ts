import type { RolloutsMessages } from './rollouts-messages.ts';

/** Dutch. */
export const rolloutsNl: RolloutsMessages = {
  'rollouts.title': 'Uitrol',
  'rollouts.none': 'Er is nog niets gepubliceerd.',
  'rollouts.version': 'Uitgave {version}',
  'rollouts.started': '{name} publiceerde deze op {at, date, moment}',
  'rollouts.state': '{state, select, running {Loopt} halted {Gestopt} done {Voltooid} other {Vervangen}}',
  'rollouts.rings': 'Ringen',
  'rollouts.everyone': 'Deze uitgave ging naar iedereen tegelijk.',
  'rollouts.ring.state':
    '{state, select, waiting {Wacht} soaking {Wordt gevolgd} passed {Klaar} other {Gestopt}}',
  'rollouts.ring.by-percent': 'De eerste {percent} van de pc’s',
  'rollouts.ring.rest': 'Alle andere pc’s',
  'rollouts.ring.by-labels': 'Pc’s met het label {labels}',
  'rollouts.ring.applied': '{applied} van {devices} pc’s hebben deze',
  'rollouts.ring.next': 'Volgende ring op {at, date, moment}',
  'rollouts.ring.left': '{hours, plural, =0 {nog geen uur te gaan} one {nog # uur} other {nog # uur}}',
  'rollouts.ring.soak': 'Wordt {hours, plural, one {# uur} other {# uur}} gevolgd',
  'rollouts.measure':
    '{what, select, hits {Treffers} faults {Fouten} other {Aanvragen}} per pc: {perDevice} (grens: {limit})',
  'rollouts.measure.no-limit': 'geen',
  'rollouts.halted.title': 'De uitrol is gestopt',
  'rollouts.halted.by': '{name} stopte deze op {at, date, moment}.',
  'rollouts.halted.brake': 'De rem stopte deze vanzelf op {at, date, moment}.',
  'rollouts.promote': 'Nu naar de volgende ring',
  'rollouts.halt': 'Stoppen',
  'rollouts.halt.lead': 'Geen verdere ringen krijgen de uitgave. Wie haar heeft, houdt haar.',
  'rollouts.resume': 'Hervatten',
  'rollouts.revert': 'Terug naar de vorige uitgave',
  'rollouts.revert.lead':
    'Er komt een concept met de regels van uitgave {version}. Gepubliceerd wordt het een nieuwe, hogere uitgave.',
  'rollouts.revert.title': 'Terug naar uitgave {version}',
  'rollouts.pauses': 'Onderbrekingen',
  'rollouts.pauses.none': 'Geen verbod is onderbroken.',
  'rollouts.pause': 'Onderbreken',
  'rollouts.pause.lead': 'Zolang de onderbreking duurt, wordt voor dit verbod niets gestopt.',
  'rollouts.pause.hours': 'Uren (hoogstens 72)',
  'rollouts.pause.until': '{ban}: tot {until, date, moment}, door {name}',
  'rollouts.pause.end': 'Onderbreking beëindigen',
};
