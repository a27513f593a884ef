import type { ExecGuard } from './port.ts';
import { unsupportedGuard } from './unsupported.ts';

/** macOS asks only programs that Apple has given the Endpoint Security entitlement. */
export function createExecGuard<Basis>(): ExecGuard<Basis> {
  return unsupportedGuard(
    'macOS asks only programs with the Endpoint Security entitlement before a program starts',
  );
}
