import type { ExecGuard } from './port.ts';
import { unsupportedGuard } from './unsupported.ts';

/** Windows asks a driver, not a service. */
export function createExecGuard<Basis>(): ExecGuard<Basis> {
  return unsupportedGuard('Windows asks only drivers before a program starts');
}
