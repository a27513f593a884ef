import { existsSync } from 'node:fs';

export type RootNeeds = {
  /** Programs that it starts, by absolute path. */
  readonly programs?: readonly string[];
  /** What else it needs: undefined where that is there, otherwise what is missing. */
  readonly also?: () => string | undefined;
};

/**
 * Whether a suite that needs root can run here. Where it cannot, it says why in one line; with `CI=true` that is a
 * failure, not a skip.
 */
export function canRunAsRoot(suite: string, { also, programs = [] }: RootNeeds = {}): boolean {
  const missing = programs.find((program) => !existsSync(program));
  const why = process.getuid?.() !== 0 ? 'needs root' : missing === undefined ? also?.() : `needs ${missing}`;
  if (why === undefined) return true;
  if (process.env['CI'] === 'true') throw new Error(`${suite}: ${why}`);
  console.log(`${suite}: skipped, ${why}`);
  return false;
}
