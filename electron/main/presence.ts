import { powerMonitor } from 'electron';

/** `idle`: no keyboard or mouse for a while; who reads, or is in a meeting, may still look at the screen. */
export type Presence = 'here' | 'idle' | 'locked';

/** Seconds without keyboard and mouse after which nobody may be there to read a notice. */
const idleAfterSeconds = 300;

/** Asked at the moment it matters; nothing is polled. A desktop that does not say counts as somebody being there. */
export function presence(): Presence {
  const state = powerMonitor.getSystemIdleState(idleAfterSeconds);
  return state === 'active' || state === 'unknown' ? 'here' : state;
}

/** Calls when the person may have come back, where the system says so. */
export function onReturn(call: () => void): void {
  powerMonitor.on('unlock-screen', call);
  powerMonitor.on('resume', call);
  powerMonitor.on('user-did-become-active', call);
}
