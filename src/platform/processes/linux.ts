import { AnnouncedProcesses } from './announced.ts';
import type { Processes } from './port.ts';
import { SweptLinux } from './swept-linux.ts';

export type ProcessesOptions = {
  /** Time between two sweeps where the kernel does not announce. Default 1000. */
  readonly sweepEveryMs?: number;
  /** Does without announcements even where the kernel makes them. */
  readonly sweepOnly?: boolean;
};

/** Announced by the kernel where this process may listen, swept from `/proc` elsewhere; `source` says which and why. */
export async function createProcesses(options: ProcessesOptions = {}): Promise<Processes> {
  const sweepEveryMs = options.sweepEveryMs ?? 1000;
  if (options.sweepOnly === true) return new SweptLinux('asked for', sweepEveryMs);
  const opened = await AnnouncedProcesses.open({ sweepEveryMs, measure: false });
  return opened instanceof AnnouncedProcesses ? opened : new SweptLinux(opened.why, sweepEveryMs);
}
