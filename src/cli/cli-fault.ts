import type { FileFault } from '#policy/file-fault.ts';
import type { ExitName } from './exit-codes.ts';

/** Why a command did not do what was asked: the exit code, a sentence for people, and the files' faults where it is about files. */
export type CliFault = {
  readonly exit: Exclude<ExitName, 'ok'>;
  readonly message: string;
  readonly faults?: readonly FileFault[];
};

/** The fault branch of an `Outcome`, ready to be returned. */
export const failing = (
  exit: CliFault['exit'],
  message: string,
): { readonly ok: false; readonly fault: CliFault } => ({ ok: false, fault: { exit, message } });

/** The code of a system error such as `ENOENT`; undefined for anything else. */
export function systemCode(fault: unknown): string | undefined {
  return fault instanceof Error && 'code' in fault && typeof fault.code === 'string' ? fault.code : undefined;
}
