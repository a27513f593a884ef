import type { Processes } from './port.ts';
import { SweptProcesses } from './swept.ts';

/** No event source on Windows yet: programs are swept every five seconds, and none is ended. */
export function createProcesses(): Promise<Processes> {
  return Promise.resolve(
    new SweptProcesses({ why: 'this system does not announce programs to the agent yet' }),
  );
}
