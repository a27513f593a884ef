import { powerMonitor } from 'electron';

/** Seconds without keyboard and mouse after which nobody is there to read a notice. */
const awayAfterSeconds = 300;

/** Asked at the moment it matters; nothing is polled. A desktop that does not say counts as somebody being there. */
export function isPresent(): boolean {
  const state = powerMonitor.getSystemIdleState(awayAfterSeconds);
  return state === 'active' || state === 'unknown';
}

/** Calls when the person may have come back, where the system says so. */
export function onReturn(call: () => void): void {
  powerMonitor.on('unlock-screen', call);
  powerMonitor.on('resume', call);
  powerMonitor.on('user-did-become-active', call);
}
