import type { ExecGuardOptions } from './options.ts';
import type { ExecGuard } from './port.ts';
import { unsupportedGuard } from './unsupported.ts';

export function createExecGuard<Basis>(options: ExecGuardOptions): Promise<ExecGuard<Basis>> {
  return Promise.resolve(unsupportedGuard(`no guard process yet for ${options.folder}`));
}
