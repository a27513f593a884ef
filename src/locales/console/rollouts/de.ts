import type { RolloutsMessages } from './rollouts-messages.ts';

/** German. */
export const rolloutsDe: RolloutsMessages = {
  'rollouts.title': 'Verteilungen',
  'rollouts.none': 'Noch ist nichts veröffentlicht.',
  'rollouts.version': 'Fassung {version}',
  'rollouts.started': '{name} hat sie am {at, date, moment} veröffentlicht',
  'rollouts.state':
    '{state, select, running {Läuft} halted {Angehalten} done {Abgeschlossen} other {Abgelöst}}',
  'rollouts.rings': 'Ringe',
  'rollouts.everyone': 'Diese Fassung ging an alle zugleich.',
  'rollouts.ring.state':
    '{state, select, waiting {Wartet} soaking {Wird beobachtet} passed {Fertig} other {Angehalten}}',
  'rollouts.ring.by-percent': 'Die ersten {percent} der PCs',
  'rollouts.ring.rest': 'Alle anderen PCs',
  'rollouts.ring.by-labels': 'PCs mit dem Merkmal {labels}',
  'rollouts.ring.applied': '{applied} von {devices} PCs haben sie',
  'rollouts.ring.next': 'Nächster Ring am {at, date, moment}',
  'rollouts.ring.left':
    '{hours, plural, =0 {noch unter einer Stunde} one {noch # Stunde} other {noch # Stunden}}',
  'rollouts.ring.soak': 'Wird {hours, plural, one {# Stunde} other {# Stunden}} beobachtet',
  'rollouts.measure':
    '{what, select, hits {Treffer} faults {Fehler} other {Anträge}} je PC: {perDevice} (Grenze: {limit})',
  'rollouts.measure.no-limit': 'keine',
  'rollouts.halted.title': 'Die Verteilung ist angehalten',
  'rollouts.halted.by': '{name} hat sie am {at, date, moment} angehalten.',
  'rollouts.halted.brake': 'Die Bremse hat sie am {at, date, moment} von selbst angehalten.',
  'rollouts.promote': 'Jetzt zum nächsten Ring',
  'rollouts.halt': 'Anhalten',
  'rollouts.halt.lead': 'Kein weiterer Ring erhält die Fassung. Wer sie hat, behält sie.',
  'rollouts.resume': 'Fortsetzen',
  'rollouts.revert': 'Zur vorigen Fassung zurück',
  'rollouts.revert.lead':
    'Es entsteht ein Entwurf mit den Regeln von Fassung {version}. Veröffentlicht wird er eine neue, höhere Fassung.',
  'rollouts.revert.title': 'Zurück zu Fassung {version}',
  'rollouts.pauses': 'Aussetzungen',
  'rollouts.pauses.none': 'Kein Verbot ist ausgesetzt.',
  'rollouts.pause': 'Aussetzen',
  'rollouts.pause.lead': 'Während der Aussetzung wird für dieses Verbot nichts gestoppt.',
  'rollouts.pause.hours': 'Stunden (höchstens 72)',
  'rollouts.pause.until': '{ban}: bis {until, date, moment}, von {name}',
  'rollouts.pause.end': 'Aussetzung beenden',
};
