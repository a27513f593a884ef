import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

/** Names this boot of the machine: process ids and start times mean something only within it. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // Elsewhere the minute of the boot has to do; a boot within the same minute as the last one does not happen.
    return `boot-${Math.round((Date.now() / 1_000 - uptime()) / 60)}`;
  }
}
